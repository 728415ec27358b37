import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The multi-tenant template as issuer',
  playbook: 'RFC 8725 §3.8; Entra multi-tenant guidance',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'issuer_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) =>
    graph.send({ claims: { iss: 'https://login.microsoftonline.com/{tenantid}/v2.0' } }),
}
