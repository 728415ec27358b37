import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'
import { reseal } from '../../system/reseal.ts'

export const attack: Attack = {
  title: 'A record of more than 64 KiB, under a hash that fits',
  playbook: 'RFC 9110 §15.5.14; OWASP API4: resource consumption',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', reason: 'record_invalid', status: 400, error: 'invalid_request' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [
      reseal(line!, (text) => text.replace('"event"', `"user_agent":"${'x'.repeat(65_536)}","event"`)),
    ])
  },
}
