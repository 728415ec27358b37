import { appendFileSync } from 'node:fs'
import { hash } from 'node:crypto'
import { openAppendFile, type AppendFile } from './append.ts'
import { BEFORE_FIRST, chainRecord, keyNamedBy, namedKey, readChainedLine, type Link } from './chain.ts'
import { checkpointFile } from './checkpoint-file.ts'
import type { CheckpointSink } from './checkpoint.ts'
import { auditFiles, type AuditFiles } from './files.ts'
import { openAuditKey, type AuditKey } from './key.ts'
import { lockAuditLog } from './lock.ts'
import { AuditLogError } from './log-error.ts'
import { cutTorn, readFirstLine, readTail, type Tail } from './tail.ts'
import { createWitness } from './witness.ts'
import { countRecord, stampFor, type AuditEntry, type AuditLog } from './record.ts'

export interface AuditLogOptions {
  /** Files lie in `audit/`, `checkpoints/` and `audit-keys/` of it, which are made if missing. */
  stateDir: string
  service: string
  /** Default: 1. One process has it open; the records of every slot say the same service. */
  slot?: number
  now?: () => Date
  /** Default: the file `checkpoints/<service>.jsonl`, of another slot than the first `<service>.<slot>.jsonl`. */
  checkpoints?: CheckpointSink
  every?: { records: number; milliseconds: number }
}

const EVERY = { records: 1000, milliseconds: 5000 }

/**
 * Opens the audit log of one service, to go on with its chain after the last whole record. Half a line, left by
 * a crash, is moved to a file beside the log, and a record says so.
 * @throws AuditLogError when another process has it open, or when the log is not the one that was left
 */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  const { stateDir, service, slot, now = () => new Date(), every = EVERY } = options
  const files = auditFiles(stateDir, service, '', slot)
  const log = openAppendFile(files.log)
  const opened = [() => log.close()]
  const closeAll = () => {
    for (const close of opened.splice(0)) close()
  }
  try {
    opened.push(lockAuditLog(files.lock))
    const key = openAuditKey(files)
    const sink = options.checkpoints ?? checkpointFile(files.checkpoints)
    opened.push(() => sink.close())
    const tail = readTail(log.descriptor)
    let head = findHead(tail, files)
    enforceOwnKey(log, head, key, files)
    enforceWitnessed(head, sink, files)

    const stamp = stampFor(service, now)
    const witness = createWitness({ log, service, key, sink, now, every })
    const append = (entry: AuditEntry) => {
      const { line, link } = chainRecord(stamp(entry), head)
      log.append(line)
      head = link
    }
    const repaired = repair(log, tail, files)
    if (head === BEFORE_FIRST)
      append({ event: 'log_started', outcome: 'success', diagnostics: namedKey(key.id) })
    if (repaired !== undefined) append(repaired)
    witness.vouch(head)

    const listeners: (() => void)[] = []
    return {
      name: files.name,
      write(entry) {
        witness.enforceSound()
        append(entry)
        witness.saw(head)
        countRecord(entry)
        for (const listener of listeners) listener()
      },
      onWritten: (listener) => void listeners.push(listener),
      async close() {
        await witness.stop()
        try {
          witness.enforceSound()
          if (opened.length > 0) witness.vouch(head)
        } finally {
          closeAll()
        }
      },
    }
  } catch (error) {
    closeAll()
    throw error
  }
}

function findHead({ line }: Tail, { log, service }: AuditFiles): Link {
  if (line === undefined) return BEFORE_FIRST
  const last = readChainedLine(line)
  if (last?.service === service) return last
  throw new AuditLogError(
    `${log}: the last line is no record of this log. \`npm run audit -- verify\` says what was changed; to begin a new log, move this one and its checkpoints away.`,
  )
}

/** A chain goes on under the key that its first record names, or a forger could go on with it under their own. */
function enforceOwnKey(log: AppendFile, head: Link, key: AuditKey, files: AuditFiles): void {
  if (head === BEFORE_FIRST) return
  if (keyNamedBy(readFirstLine(log.descriptor)) === key.id) return
  throw new AuditLogError(
    `${files.privateKey} is not the key that ${files.log} began with. Bring that key back; or, to begin a new log, move this one and its checkpoints away.`,
  )
}

/** A log that ends before its last checkpoint was cut: not by a crash, because it reached the disk first. */
function enforceWitnessed(head: Link, sink: CheckpointSink, { log, checkpoints }: AuditFiles): void {
  const last = sink.last()
  const cut =
    last === undefined
      ? head.seq > 0
      : last.seq > head.seq || (last.seq === head.seq && last.hash !== head.hash)
  if (!cut) return
  const what =
    last === undefined
      ? `the checkpoints of ${log} are gone (${checkpoints})`
      : `${log} ${head === BEFORE_FIRST ? 'is empty' : `ends at record ${head.seq}`}, but record ${last.seq} was witnessed at ${last.time}`
  throw new AuditLogError(
    `${what}. Keep what is there as evidence: move the log and its checkpoints away, and start again.`,
  )
}

function repair(log: AppendFile, { torn }: Tail, files: AuditFiles): AuditEntry | undefined {
  if (torn.length === 0) return undefined
  appendFileSync(files.torn, Buffer.concat([torn, Buffer.from('\n')]), { mode: 0o600 })
  cutTorn(log.descriptor, torn)
  const diagnostics = { torn_bytes: torn.length, torn_sha256: hash('sha256', torn, 'hex') }
  return { event: 'log_repaired', outcome: 'success', diagnostics }
}
