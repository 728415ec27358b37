import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Another tenant in tid',
  playbook: 'Entra: validate the tenant with the issuer',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'tenant_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { tid: '99999999-2222-4333-8444-555555555555' } }),
}
