import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'A resource that has fallen sends a log as the orchestrator',
  playbook: 'playbook: structured audit logs; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', reason: 'log_of_another_service', status: 403, error: 'access_denied' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, 'orchestrator', await heldLines(stateDir, writer))
  },
}
