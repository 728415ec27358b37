import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'A batch of two megabytes',
  playbook: 'RFC 9110 §15.5.14; OWASP API4: resource consumption',
  controls: ['LOG-5'],
  expected: { by: 'audit-trail', status: 413, error: 'invalid_request' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    const [line] = await heldLines(stateDir, writer)
    return sendLines(writer, FALLEN, [
      ...Array<string>(Math.ceil((2 * 1024 * 1024) / line!.length)).fill(line!),
    ])
  },
}
