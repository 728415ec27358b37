import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token without the scope of this route',
  playbook: 'RFC 6750 §3.1',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { scp: 'Files.Share' } }),
}
