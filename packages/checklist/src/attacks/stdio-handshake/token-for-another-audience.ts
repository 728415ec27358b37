import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { registration } from '@chain-of-trust/service-kit'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token for the SharePoint server, handed to the local one',
  playbook: 'RFC 8725 §3.9',
  controls: ['AUD-1', 'STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'audience_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { claims: { aud: registration('mcp-sharepoint').appId } }),
}
