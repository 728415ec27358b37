import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A client that is not on the list (azp)',
  playbook: 'playbook: multi-tier app registration',
  controls: ['TIER-3'],
  expected: { by: 'mock-graph', reason: 'client_not_allowed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { azp: '00000000-0000-4000-8000-00000000dead' } }),
}
