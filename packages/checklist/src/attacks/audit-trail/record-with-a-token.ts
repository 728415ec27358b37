import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'
import { reseal } from '../../system/reseal.ts'

export const attack: Attack = {
  title: 'A record that carries a token along, under a hash that fits',
  playbook: 'playbook: no token in a log; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-4'],
  expected: { by: 'audit-trail', reason: 'record_invalid', status: 400, error: 'invalid_request' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [
      reseal(line!, (text) => text.replace('"event"', '"access_token":"x","event"')),
    ])
  },
}
