import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'
import { reseal } from '../../system/reseal.ts'

export const attack: Attack = {
  title: 'A record that is held already is sent again with another time, under a hash that fits',
  playbook: 'playbook: audit trails cannot be changed; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-3', 'LOG-5'],
  expected: { by: 'audit-trail', reason: 'forked', status: 409, error: 'forked' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [reseal(line!, (text) => text.replace(/"time":"\d{4}/, '"time":"1999'))])
  },
}
