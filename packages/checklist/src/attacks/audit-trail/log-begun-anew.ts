import type { Attack } from '../../attack.ts'
import { auditFiles, openAuditLog } from '@chain-of-trust/auth-core'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { auditWriter, FALLEN, heldLines, linesOf, sendLines } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'A resource that has fallen begins its log anew, under a key of its own',
  playbook: 'playbook: audit trails cannot be changed; docs/audit-trail.md: how a log comes in',
  controls: ['LOG-3', 'LOG-5'],
  expected: { by: 'audit-trail', reason: 'forked', status: 409, error: 'forked' },
  control: async ({ system, stateDir }) => {
    const writer = await auditWriter(system)
    return sendLines(writer, FALLEN, await heldLines(stateDir, writer))
  },
  attempt: async ({ system, stateDir, labDir }) => {
    const writer = await auditWriter(system)
    await heldLines(stateDir, writer)
    const folder = mkdtempSync(join(labDir, 'log-'))
    await openAuditLog({ stateDir: folder, service: FALLEN }).close()
    return sendLines(writer, FALLEN, linesOf(auditFiles(folder, FALLEN).log))
  },
}
