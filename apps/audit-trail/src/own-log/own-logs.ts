import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicKey } from 'node:crypto'
import { auditFiles, readAuditName, Refusal, type AuditLog } from '@chain-of-trust/auth-core'
import { sentName } from '@chain-of-trust/service-kit'
import type { FastifyBaseLogger } from 'fastify'
import { readCheckpoints } from '../routes/logs.ts'
import { Conflict, type Logs } from '../store/logs.ts'
import { readReceivedLines } from '../store/received-line.ts'
import { readLinesFrom } from './read-lines-from.ts'

const SERVICE = 'audit-trail'

export interface OwnLogs {
  /** Takes in what our own files have and the store has not. One at a time; throws when it cannot. */
  catchUp(): Promise<void>
}

interface OwnLogsOptions {
  /** Where it is recorded that one of them contradicts what is held. */
  audit: AuditLog
  log: Pick<FastifyBaseLogger, 'error'>
  /** Tells the folder's logs from those of our replicas on other machines. */
  instance?: string | undefined
}

/**
 * Our own log comes into the store as everybody's does, line by line and checked, but by no request: to send it to
 * ourselves would be to record that we did. Every log of ours in the folder is taken: of replicas, each takes them all.
 * One that contradicts what is held is left alone until the next start, and does not hold up the others.
 */
export function openOwnLogs(stateDir: string, logs: Logs, { audit, log, instance }: OwnLogsOptions): OwnLogs {
  const offsets = new Map<string, number>()
  const refused = new Set<string>()
  let underWay: Promise<void> | undefined
  let again = false

  async function run(): Promise<void> {
    do {
      again = false
      for (const name of namesIn(stateDir)) {
        const files = auditFiles(stateDir, SERVICE, '', readAuditName(name).slot)
        const held = sentName(files, instance)
        const taken = await orRefused(held, files.log, () => takeRecords(held, files.log))
        if (!taken) continue
        await orRefused(held, files.checkpoints, () =>
          takeCheckpoints(held, files.checkpoints, files.publicKey),
        )
      }
    } while (again)
  }

  /** @returns whether all of the file is held */
  async function orRefused(name: string, file: string, take: () => Promise<void>): Promise<boolean> {
    if (refused.has(file)) return false
    try {
      await take()
      return true
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      const { reason, detail } = refusal
      audit.write({
        event: 'log_received',
        outcome: 'failure',
        reason,
        diagnostics: { log: name, detail },
      })
      log.error({ log: name, file, reason, detail }, 'our own audit log contradicts what is held of it')
      refused.add(file)
      return false
    }
  }

  /**
   * After a start the file is read once from its beginning. Of what is held only the last line goes along, to be
   * compared: its hash speaks for those before it. A log that was begun anew would pass for one that is held otherwise.
   */
  async function takeRecords(name: string, file: string): Promise<void> {
    for (;;) {
      const { bytes, next } = readLinesFrom(file, offsets.get(file) ?? 0)
      if (bytes.length === 0) return
      const { head } = await logs.state(name)
      const lines = readReceivedLines(bytes, SERVICE, Infinity)
      const lastHeld = lines.findLastIndex(({ record }) => record.seq <= (head?.seq ?? -1))
      await logs.take(name, lines.slice(Math.max(0, lastHeld)))
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

/** What no later try would mend: somebody has to look. */
function refusalOf(error: unknown): { reason: string; detail: string } | undefined {
  if (error instanceof Conflict) return { reason: error.kind, detail: error.detail }
  if (error instanceof Refusal) return { reason: error.reason, detail: error.params.detail ?? '' }
  return undefined
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
