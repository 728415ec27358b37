import type { Link } from './chain.ts'
import { isSignedBy, readCheckpoint, type Checkpoint } from './checkpoint.ts'
import type { Fault } from './fault.ts'
import type { AuditKey } from './key.ts'
import type { Line } from './lines.ts'

export interface Witnessed {
  /** Compares one record; records come in the order of the log. */
  saw(record: Link, line: number): void
  /**
   * Reads the checkpoints that are left.
   * @param length records that the chain holds
   */
  end(length: number): { faults: Fault[]; checkpoints: number; last: Checkpoint | undefined }
}

/**
 * Walks a log's checkpoints beside its records: both go up, so neither is held in memory.
 * @param key the key that the log is known to be witnessed by; none: no checkpoint is believed
 */
export function compareWithCheckpoints(
  lines: Iterable<Line>,
  { service, key }: { service: string; key: AuditKey | undefined },
): Witnessed {
  const faults: Fault[] = []
  const sound = soundCheckpoints()
  let checkpoints = 0
  let last: Checkpoint | undefined
  let next = take()
  /** The last checkpoint that a record agreed with. */
  let agreed: Checkpoint | undefined
  /** A record that did not agree, unless another of the same number does. */
  let differs: { line: number } | undefined
  let rewritten = false

  function* soundCheckpoints(): Generator<Checkpoint> {
    let highest = -1
    for (const { bytes, number, whole } of lines) {
      const checkpoint = whole ? readCheckpoint(bytes) : undefined
      const [kind, message] = !whole
        ? (['torn', 'half a line; the service cuts it off at its next start'] as const)
        : judge(checkpoint, highest)
      if (kind !== undefined) faults.push({ kind, in: 'checkpoints', line: number, message })
      else if (checkpoint !== undefined) {
        highest = checkpoint.seq
        yield checkpoint
      }
    }
  }

  function judge(
    checkpoint: Checkpoint | undefined,
    highest: number,
  ): readonly [Fault['kind'], string] | readonly [undefined, ''] {
    if (checkpoint === undefined) return ['edited', 'no checkpoint']
    if (checkpoint.service !== service) return ['foreign_log', `a checkpoint of ${checkpoint.service}`]
    if (checkpoint.key !== key?.id) return ['foreign_key', `signed by key ${checkpoint.key.slice(0, 16)}…`]
    if (!isSignedBy(checkpoint, key)) return ['edited', 'the signature is not of this checkpoint']
    if (checkpoint.seq <= highest) return ['reordered', `record ${highest} was witnessed before`]
    return [undefined, '']
  }

  function take(): Checkpoint | undefined {
    const { value, done } = sound.next()
    if (done) return undefined
    checkpoints += 1
    last = value
    return value
  }

  function pass(): void {
    if (differs !== undefined && next !== undefined && !rewritten) {
      rewritten = true
      faults.push({
        kind: 'rewritten',
        in: 'log',
        line: differs.line,
        seq: next.seq,
        message: `not the record that was witnessed at ${next.time}; the change lies after record ${agreed?.seq ?? 'none'}`,
      })
    }
    differs = undefined
    next = take()
  }

  return {
    saw({ seq, hash }, line) {
      while (next !== undefined && next.seq < seq) pass()
      if (next?.seq !== seq) return
      if (next.hash !== hash) {
        differs = { line }
        return
      }
      agreed = next
      differs = undefined
      next = take()
    },
    end(length) {
      while (next !== undefined) pass()
      if (last === undefined) {
        faults.push({ kind: 'truncated', in: 'checkpoints', message: 'no checkpoint vouches for this log' })
      } else if (last.seq >= length) {
        const message = `ends before record ${last.seq}, which was witnessed at ${last.time}: ${last.seq - length + 1} or more are gone`
        faults.push({ kind: 'truncated', in: 'log', seq: length, message })
      }
      return { faults, checkpoints, last }
    },
  }
}
