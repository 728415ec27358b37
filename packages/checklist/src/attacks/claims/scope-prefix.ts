import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A scope whose name begins like the right one',
  playbook: 'RFC 6749 §3.3: scopes are compared whole',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { scp: 'Files.ReadBasic' } }),
}
