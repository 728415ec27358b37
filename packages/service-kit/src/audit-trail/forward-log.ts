import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { AuditFiles } from '@chain-of-trust/auth-core'
import * as z from 'zod'
import { BEGINNING, findRecord, LogContradicted, readAfter, type Position } from './log-position.ts'
import { readCheckpointsAfter } from './checkpoint-lines.ts'
import { TrailUnavailable, type Conflict, type Head, type TrailLog } from './trail.ts'

export interface LogForwarder {
  /** Of its files. */
  name: string
  /**
   * Sends what is not there yet, in order. What was sent and not answered for is asked about, not remembered.
   * @throws LogContradicted when audit-trail and the file do not have the same log; TrailUnavailable, and what the
   * connection failed with, when it is to be tried again
   */
  catchUp(signal: AbortSignal): Promise<void>
  /** Epoch milliseconds of the oldest record that audit-trail has not taken; undefined: there is none. */
  behindSince(): Promise<number | undefined>
}

const Timed = z.object({ time: z.iso.datetime() })

/** One log on its way to audit-trail. It keeps no queue: the file is one. */
export function forwardLog(files: AuditFiles, trail: TrailLog): LogForwarder {
  /** The last record that audit-trail is known to hold; undefined: it has to be asked. */
  let sent: Position | undefined
  let last: Position = BEGINNING
  let witnessed = { seq: -1, offset: 0 }

  const locate = async (head: Head | null): Promise<Position> =>
    head === null ? BEGINNING : findRecord(head, files.log, last)

  async function ask(signal: AbortSignal): Promise<Position> {
    const { head, checkpoint } = await trail.state(signal)
    witnessed = { seq: checkpoint ?? -1, offset: 0 }
    return locate(head)
  }

  async function sendRecords(signal: AbortSignal): Promise<void> {
    let position = sent ?? (await ask(signal))
    sent = undefined
    for (let lines; (lines = await readAfter(position, files.log)) !== undefined;) {
      const answer = await trail.records(lines.bytes, signal)
      if ('error' in answer) {
        if (answer.error !== 'gap') throw contradicted(answer)
        const told = await locate(answer.head)
        if (told.seq === position.seq)
          throw new TrailUnavailable('audit-trail sees a gap where there is none')
        position = told
      } else {
        // Another process may have sent more of the same file meanwhile.
        position =
          answer.head?.hash === lines.end.hash
            ? lines.end
            : await locate(answer.head).then(advanced(position))
      }
      last = position
    }
    sent = last = position
  }

  async function sendCheckpoints(signal: AbortSignal, { seq }: Position): Promise<void> {
    for (let found; (found = await readCheckpointsAfter(witnessed, files.checkpoints, seq)) !== undefined;) {
      if (found.lines.length > 0) {
        const answer = await trail.checkpoints(
          Buffer.concat([await keyLine(files.publicKey), found.lines]),
          signal,
        )
        if ('error' in answer) throw contradicted(answer)
      }
      witnessed = found.end
    }
  }

  function contradicted({ error }: Conflict): LogContradicted {
    return new LogContradicted(`audit-trail does not take ${files.log} (${error})`)
  }

  return {
    name: files.name,
    async catchUp(signal) {
      await sendRecords(signal)
      await sendCheckpoints(signal, last)
    },
    async behindSince() {
      const lines = await readAfter(last, files.log)
      if (lines === undefined) return undefined
      const line = lines.bytes.subarray(0, lines.bytes.indexOf(0x0a)).toString()
      const record = Timed.safeParse(JSON.parse(line))
      return record.success ? Date.parse(record.data.time) : undefined
    },
  }
}

/** An answer that leaves us where we were would be asked for for ever. */
const advanced =
  (before: Position) =>
  (now: Position): Position => {
    if (now.seq > before.seq) return now
    throw new TrailUnavailable('audit-trail took the records and did not go on')
  }

async function keyLine(publicKey: string): Promise<Buffer> {
  const der = createPublicKey(await readFile(publicKey)).export({ type: 'spki', format: 'der' })
  return Buffer.from(`${JSON.stringify({ spki: der.toString('base64') })}\n`)
}
