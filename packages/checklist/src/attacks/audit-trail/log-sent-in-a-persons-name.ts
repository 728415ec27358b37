import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'
import { auditReader, auditWriter, bent, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A token of Alice's for the same service, with the role in it, sends its log",
  playbook: 'playbook: delegated and application permissions are two things',
  controls: ['LOG-5', 'DEL-2'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const { azp } = decodeJwt(writer.token)
    const person = await bent(system, await auditReader('Alice'), { azp, roles: ['Audit.Write'] })
    return sendLines(person, FALLEN, await heldLines(stateDir, writer))
  },
}
