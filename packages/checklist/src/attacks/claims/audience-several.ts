import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'

/** A library that tests for membership takes it, and so does the other audience: each can play it against the other. */
export const attack: Attack = {
  title: 'A token for two audiences, one of them ours',
  playbook: 'RFC 8725 §3.9; MCP: tokens are for one resource',
  controls: ['AUD-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) =>
    graph.send({ claims: { aud: [graph.audience, registration('mcp-sharepoint').appId] } }),
}
