import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { credentialFrame } from '../../local/credential.ts'
import { outcomeOf } from '../../local/server-process.ts'
import { withServer } from '../../local/session.ts'

export const attack: Attack = {
  title: 'The credential of one server process, replayed to another',
  playbook: 'RFC 9449 §9, §11.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_nonce_required',
    told: true,
    status: 77,
    error: 'use_dpop_nonce',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) =>
    withServer({}, async (first, nonce) => {
      const recorded = await credentialFrame(system, nonce, {})
      first.write(recorded)
      return withServer({}, async (second) => {
        second.write(recorded)
        return outcomeOf(second, await second.next())
      })
    }),
}
