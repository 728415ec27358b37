import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token of another tenant',
  playbook: 'Entra access-token claims: tid',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'tenant_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { claims: { tid: '99999999-2222-4333-8444-555555555555' } }),
}
