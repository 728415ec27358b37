import type { Attack } from '../../attack.ts'
import { auditReader, auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A script in the page sends a log, with Alice's own token",
  playbook: 'playbook: least privilege for each tier; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) =>
    sendLines(await auditReader('Alice'), FALLEN, await heldLines(stateDir, await auditWriter(system))),
}
