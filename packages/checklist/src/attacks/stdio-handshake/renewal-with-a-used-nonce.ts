import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'The nonce of the first credential, for the second',
  playbook: 'RFC 9449 §9',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_nonce_required',
    told: true,
    status: 77,
    error: 'use_dpop_nonce',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) =>
    inSession(system, async ({ nonce, renew }) => {
      const used = nonce()
      await renew()
      return renew({ proof: { nonce: used } })
    }),
}
