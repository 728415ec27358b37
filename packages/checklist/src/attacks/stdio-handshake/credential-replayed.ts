import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { credentialFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'The same renewal twice',
  playbook: 'RFC 9449 §11.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_nonce_required',
    told: true,
    status: 77,
    error: 'use_dpop_nonce',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) =>
    inSession(system, async ({ frame, key, nonce }) => {
      const recorded = await credentialFrame(system, nonce(), { key })
      const first = await frame(recorded)
      return first.accepted ? frame(recorded) : first
    }),
}
