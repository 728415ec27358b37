import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An expired token',
  playbook: 'RFC 7519 §4.1.4',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'token_expired', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { exp: Math.floor(Date.now() / 1000) - 60 } }),
}
