import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The App ID URI as audience',
  playbook: 'Entra access-token claims: v2 tokens name the GUID',
  controls: ['AUD-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { aud: graph.resource } }),
}
