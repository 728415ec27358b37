import { fdatasync, fdatasyncSync } from 'node:fs'
import { promisify } from 'node:util'
import type { AppendFile } from './append.ts'
import type { Link } from './chain.ts'
import { signCheckpoint, type CheckpointSink } from './checkpoint.ts'
import type { AuditKey } from './key.ts'

export interface WitnessOptions {
  log: AppendFile
  service: string
  key: AuditKey
  sink: CheckpointSink
  now: () => Date
  /** A checkpoint comes after so many records, or so long after the first that has none. */
  every: { records: number; milliseconds: number }
}

/** Writes checkpoints beside the work, not in its way. */
export interface Witness {
  /** A record was written: there will be a checkpoint for it. */
  saw(link: Link): void
  /** A checkpoint now. */
  vouch(link: Link): void
  /** Throws what the last checkpoint failed with: an unwitnessed log is not gone on with. */
  enforceSound(): void
  /** Waits for the checkpoint under way; no other follows. */
  stop(): Promise<void>
}

const flush = promisify(fdatasync)

export function createWitness({ log, service, key, sink, now, every }: WitnessOptions): Witness {
  let vouched = sink.last()?.seq ?? -1
  let seen: Link | undefined
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined
  let fault: unknown

  function keep({ seq, hash }: Link): void {
    sink.append(signCheckpoint({ service, seq, hash, time: now().toISOString() }, key))
    vouched = seq
  }

  /** On the disk first: a checkpoint ahead of its log after a power cut would look like a log that was cut. */
  async function checkpoint(link: Link): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    try {
      log.enforceUntouched()
      await flush(log.descriptor)
      keep(link)
    } catch (error) {
      fault = error
    }
    underWay = undefined
    schedule()
  }

  function schedule(): void {
    if (seen === undefined || seen.seq <= vouched || underWay !== undefined || fault !== undefined) return
    if (seen.seq - vouched >= every.records) underWay = checkpoint(seen)
    else timer ??= setTimeout(() => void (underWay = checkpoint(seen!)), every.milliseconds).unref()
  }

  return {
    saw(link) {
      seen = link
      schedule()
    },
    vouch(link) {
      if (link.seq <= vouched) return
      log.enforceUntouched()
      fdatasyncSync(log.descriptor)
      keep(link)
    },
    enforceSound() {
      if (fault !== undefined) throw fault
    },
    async stop() {
      seen = undefined
      clearTimeout(timer)
      await underWay
    },
  }
}
