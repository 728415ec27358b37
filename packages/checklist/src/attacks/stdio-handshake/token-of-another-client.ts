import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'
import { registration } from '@chain-of-trust/service-kit'

export const attack: Attack = {
  title: "A token that the browser's AI host got for the local server",
  playbook: 'Entra access-token claims: azp',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'client_not_allowed',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { claims: { azp: registration('ai-host').appId } }),
}
