import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token of the v1 endpoint',
  playbook: 'RFC 8725 §3.8; Entra access-token claims',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'issuer_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) =>
    graph.send({ claims: { iss: 'https://sts.windows.net/11111111-2222-4333-8444-555555555555/' } }),
}
