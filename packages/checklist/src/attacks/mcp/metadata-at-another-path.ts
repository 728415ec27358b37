import type { Attack } from '../../attack.ts'
import { jsonIn, send } from '../../http.ts'

/** The document is public, at its one right place, and names the resource that was asked for. */
export const attack: Attack = {
  title: "Metadata of the resource from a path of the attacker's choice",
  playbook: 'RFC 9728 §3.1, §3.3',
  controls: ['RES-2'],
  expected: { by: 'mcp-sharepoint', reason: 'credential_missing', status: 401 },
  control: async ({ mcp }) => {
    const answer = await send(`${mcp.origin}/.well-known/oauth-protected-resource/mcp`)
    return { ...answer, accepted: jsonIn(answer.text)['resource'] === mcp.resource }
  },
  attempt: ({ mcp }) => send(`${mcp.origin}/evil/.well-known/oauth-protected-resource/mcp`),
}
