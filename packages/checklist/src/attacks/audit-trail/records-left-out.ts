import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'
import { reseal } from '../../system/reseal.ts'

export const attack: Attack = {
  title: 'A record far ahead of the head: those between would be missing for ever',
  playbook: 'playbook: audit trails are whole; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', status: 409, error: 'gap' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [reseal(line!, (text) => text.replace(/"seq":\d+/, '"seq":900000000'))])
  },
}
