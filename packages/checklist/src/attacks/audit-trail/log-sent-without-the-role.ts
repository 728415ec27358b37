import type { Attack } from '../../attack.ts'
import { auditWriter, bent, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'An application that was given another role sends its log',
  playbook: 'Entra access-token claims: roles; least privilege',
  controls: ['LOG-5', 'DEL-2'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const other = await bent(system, writer, { roles: ['SecurityEvents.Read'] })
    return sendLines(other, FALLEN, await heldLines(stateDir, writer))
  },
}
