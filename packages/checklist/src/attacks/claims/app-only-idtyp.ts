import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An app-only token that also carries scp',
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'mock-graph', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { idtyp: 'app' } }),
}
