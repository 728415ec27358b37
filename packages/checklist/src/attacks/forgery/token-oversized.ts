import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token of 14 KiB, signed and all',
  playbook: 'RFC 8725 §3.12; OWASP API4',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'token_malformed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { padding: 'x'.repeat(10_000) } }),
}
