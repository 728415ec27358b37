import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Application permissions: roles, and no scp',
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'mock-graph', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) =>
    graph.send({ claims: { roles: ['Files.Read.All'], scp: undefined, idtyp: undefined } }),
}
