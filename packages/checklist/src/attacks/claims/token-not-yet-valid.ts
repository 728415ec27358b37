import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token from the future',
  playbook: 'RFC 7519 §4.1.5',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'token_not_yet_valid', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }),
}
