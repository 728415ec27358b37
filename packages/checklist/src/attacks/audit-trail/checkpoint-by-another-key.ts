import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { auditFiles, openAuditLog } from '@chain-of-trust/auth-core'
import type { Attack } from '../../attack.ts'
import { auditWriter, FALLEN, heldLines, keyLine, linesOf, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A checkpoint by a key that the log's first record does not name",
  playbook: 'playbook: audit trails cannot be changed; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-3'],
  expected: { by: 'audit-trail', reason: 'foreign_key', status: 409, error: 'foreign_key' },
  // The right key, which is known from here on, and nothing signed by it.
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    await heldLines(stateDir, writer)
    return sendLines(writer, `${FALLEN}/checkpoints`, [keyLine(stateDir)])
  },
  attempt: async ({ system, labDir }) => {
    const folder = mkdtempSync(join(labDir, 'log-'))
    await openAuditLog({ stateDir: folder, service: FALLEN }).close()
    const checkpoints = linesOf(auditFiles(folder, FALLEN).checkpoints)
    if (checkpoints.length === 0) throw new Error('there is no checkpoint to send')
    return sendLines(await auditWriter(system), `${FALLEN}/checkpoints`, [keyLine(folder), ...checkpoints])
  },
}
