import { jsonIn, type Answer } from '../http.ts'
import { callTool } from '../lab/mcp-message.ts'
import { present } from '../presentation.ts'
import { MCP_GITHUB } from './live-system.ts'
import type { VaultCaller } from './vault-caller.ts'

/**
 * Asks an MCP server for the person's issues as a client does that has been sent to a page, and says "accept" to that
 * (MCP 2026-07-28, URL-mode elicitation). Accepted: the tool ran.
 */
export async function callAccepting({ key, tokenB: token }: VaultCaller): Promise<Answer> {
  const { headers, method, body } = callTool('list_issues', {})
  const { params, ...message } = body as { params: { _meta: object } }
  const asking = {
    ...params,
    _meta: {
      ...params._meta,
      'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } },
    },
    inputResponses: { link: { action: 'accept' } },
  }
  const answer = await present(MCP_GITHUB, {
    key,
    token,
    method,
    headers,
    body: { ...message, params: asking },
  })
  const { result } = jsonIn(answer.text) as { result?: { structuredContent?: object } }
  return { ...answer, accepted: result?.structuredContent !== undefined }
}
