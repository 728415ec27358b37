import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The issuer of another tenant, our tid',
  playbook: 'Entra: issuer and tid must agree',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'issuer_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph, issuer }) =>
    graph.send({
      claims: { iss: issuer.issuer.replace('/v2.0', '/99999999-2222-4333-8444-555555555555/v2.0') },
    }),
}
