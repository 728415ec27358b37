import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'A record that was edited on its way, under its old hash',
  playbook: 'playbook: audit trails cannot be changed; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-3'],
  expected: { by: 'audit-trail', reason: 'record_invalid', status: 400, error: 'invalid_request' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [line!.replace(/"time":"\d{4}/, '"time":"1999')])
  },
}
