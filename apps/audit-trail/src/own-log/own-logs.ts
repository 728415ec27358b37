import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicKey } from 'node:crypto'
import { auditFiles, readAuditName, type AuditLog } from '@chain-of-trust/auth-core'
import { sentName } from '@chain-of-trust/service-kit'
import { readCheckpoints } from '../routes/logs.ts'
import type { Logs } from '../store/logs.ts'
import { readReceivedLines } from '../store/received-line.ts'
import { readLinesFrom } from './read-lines-from.ts'

const SERVICE = 'audit-trail'

export interface OwnLogs {
  /** Takes in what our own files have and the store has not. One at a time; throws when it cannot. */
  catchUp(): Promise<void>
}

/**
 * Our own log comes into the store as everybody's does, line by line and checked, but by no request: to send it to
 * ourselves would be to record that we did. Every log of ours in the folder is taken: of replicas, each takes them all.
 * @param instance tells the folder's logs from those of our replicas on other machines
 */
export function openOwnLogs(stateDir: string, logs: Logs, instance?: string): OwnLogs {
  const offsets = new Map<string, number>()
  let underWay: Promise<void> | undefined
  let again = false

  async function run(): Promise<void> {
    do {
      again = false
      for (const name of namesIn(stateDir)) {
        const files = auditFiles(stateDir, SERVICE, '', readAuditName(name).slot)
        const held = sentName(files, instance)
        await takeRecords(held, files.log)
        await takeCheckpoints(held, files.checkpoints, files.publicKey)
      }
    } while (again)
  }

  /** The store passes over what it has: after a start the file is read once from its beginning. */
  async function takeRecords(name: string, file: string): Promise<void> {
    for (;;) {
      const { bytes, next } = readLinesFrom(file, offsets.get(file) ?? 0)
      if (bytes.length === 0) return
      const { head } = await logs.state(name)
      const lines = readReceivedLines(bytes, SERVICE, Infinity)
      const fresh = lines.filter(({ record }) => record.seq > (head?.seq ?? -1))
      if (fresh.length > 0) await logs.take(name, fresh)
      offsets.set(file, next)
    }
  }

  async function takeCheckpoints(name: string, file: string, publicKey: string): Promise<void> {
    if (!existsSync(file) || !existsSync(publicKey)) return
    const { bytes, next } = readLinesFrom(file, offsets.get(file) ?? 0)
    if (bytes.length === 0) return
    const { head, checkpoint } = await logs.state(name)
    const { checkpoints } = readCheckpoints(bytes, Infinity)
    // One of a record that was written since we read the log: it is there the next time.
    const known = checkpoints.filter(({ seq }) => seq <= (head?.seq ?? -1))
    const fresh = known.filter(({ seq }) => seq > (checkpoint ?? -1))
    if (fresh.length > 0) {
      const spki = createPublicKey(readFileSync(publicKey)).export({ type: 'spki', format: 'der' })
      await logs.takeCheckpoints(name, spki, fresh)
    }
    if (known.length === checkpoints.length) offsets.set(file, next)
  }

  return {
    catchUp() {
      again = true
      return (underWay ??= run().finally(() => (underWay = undefined)))
    },
  }
}

function namesIn(stateDir: string): string[] {
  return readdirSync(join(stateDir, 'audit'))
    .filter((file) => /^audit-trail(\.\d+)?\.jsonl$/.test(file))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .sort()
}

/** The same log, which says when there is something new in it. */
export function announcing(audit: AuditLog, onWritten: () => void): AuditLog {
  return {
    write(entry) {
      audit.write(entry)
      onWritten()
    },
    close: () => audit.close(),
  }
}
