import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Our audience alone, but in an array',
  playbook: 'Entra: aud is one string',
  controls: ['AUD-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { aud: [graph.audience] } }),
}
