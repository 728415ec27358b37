import type { Attack } from '../../attack.ts'

/** Code that calls `includes` on it would work on the array, too, and on any string that holds the name. */
export const attack: Attack = {
  title: 'Scopes as an array',
  playbook: 'RFC 8693 §4.2; Entra: scp is one string',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { scp: ['Files.Read'] } }),
}
