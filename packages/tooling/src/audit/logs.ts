/** Which audit logs there are. */
import { existsSync, globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { auditFiles, readAuditName, type AuditFiles } from '@chain-of-trust/auth-core'

/** There is nothing to look at; the message says what to do. */
export class NoAuditLogs extends Error {
  override name = 'NoAuditLogs'
}

/**
 * The logs under a folder of state, by service. One whose file is gone is among them as long as its checkpoints or
 * its key are there.
 *
 * @param stateDir with `audit/`, `checkpoints/` and `audit-keys/`; each may have a folder per service
 * @param keys folder of public keys that were kept elsewhere; default: those beside the logs
 * @throws {NoAuditLogs}
 */
export function findAuditLogs(stateDir: string, keys?: string): AuditFiles[] {
  if (!existsSync(stateDir)) throw new NoAuditLogs(`There is no folder ${stateDir}.`)
  const found = new Map<string, AuditFiles>()
  for (const [folder, end] of [
    ['audit', '.jsonl'],
    ['checkpoints', '.jsonl'],
    ['audit-keys', '.pub.pem'],
  ] as const) {
    for (const file of globSync(`**/*${end}`, { cwd: join(stateDir, folder) })) {
      const { service, slot } = readAuditName(basename(file, end))
      const files = auditFiles(stateDir, service, dirname(file), slot)
      const publicKey = keys === undefined ? files.publicKey : join(keys, `${files.name}.pub.pem`)
      found.set(files.log, { ...files, publicKey })
    }
  }
  if (found.size === 0) {
    throw new NoAuditLogs(
      `There are no audit logs under ${stateDir}. \`npm start\` writes them; for containers say --dir var/compose.`,
    )
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}
