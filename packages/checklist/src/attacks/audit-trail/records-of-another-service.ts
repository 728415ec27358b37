import type { Attack } from '../../attack.ts'
import { auditFiles } from '@chain-of-trust/auth-core'
import { auditWriter, FALLEN, heldLines, linesOf, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A resource that has fallen puts the orchestrator's records into its own log",
  playbook: 'playbook: structured audit logs; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', reason: 'log_of_another_service', status: 403, error: 'access_denied' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) =>
    sendLines(
      await auditWriter(system),
      FALLEN,
      linesOf(auditFiles(stateDir, 'orchestrator').log).slice(0, 1),
    ),
}
