import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Our issuer with a slash at its end',
  playbook: 'RFC 8725 §3.8: compared as exact strings',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'issuer_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph, issuer }) => graph.send({ claims: { iss: `${issuer.issuer}/` } }),
}
