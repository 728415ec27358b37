import type { Attack } from '../../attack.ts'

/** Written to histories, referrers and access logs. The answer is in the words of Graph. */
export const attack: Attack = {
  title: 'The token in the query string',
  playbook: 'RFC 9700 §4.3.2; MCP: never in the URI',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_in_query', status: 400, error: 'invalidRequest' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) =>
    graph.send({
      path: `/v1.0/me/drive/root/children?access_token=${await graph.token()}`,
      token: undefined,
    }),
}
