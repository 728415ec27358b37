import { existsSync } from 'node:fs'
import {
  readAuditName,
  readChainedLine,
  readLines,
  type AuditFiles,
  type Fault,
} from '@chain-of-trust/auth-core'
import type { HeldLog } from './held.ts'

/** As verification of the files says it, or what audit-trail says of its own store. */
export interface HeldFault extends Omit<Fault, 'in' | 'kind'> {
  kind: Fault['kind'] | 'store'
  in: 'audit-trail'
}

/** A log, and what audit-trail has of it. */
export interface Compared {
  files: AuditFiles
  /** Undefined: it was never sent, or begun anew. */
  held: HeldLog | undefined
  faults: HeldFault[]
}

/**
 * Holds each file against what audit-trail got of it. Files grow first, so those that were read after the store hold what
 * it holds; what they have beyond is on its way.
 * @returns each file's, and the logs that no file here is the beginning of: other machines', or gone from here
 */
export function compareWithHeld(
  logs: readonly AuditFiles[],
  held: readonly HeldLog[],
): { compared: Compared[]; alone: HeldLog[]; gone: HeldLog[] } {
  const firsts = new Map(logs.map((files) => [files.log, placeOf(files, 0)]))
  // By its beginning: an instance has a name of its own there, and a log that was begun anew has the name of another.
  const same = (files: AuditFiles, log: HeldLog) => log.first !== null && log.first === firsts.get(files.log)
  const compared = logs.map((files): Compared => {
    const own = held.find((log) => same(files, log))
    if (own !== undefined) return { files, held: own, faults: [...faultsOf(own), ...compare(files, own)] }
    const another = held.find(({ log }) => log === files.name)
    return { files, held: undefined, faults: another === undefined ? [] : [begunAnew(another)] }
  })
  const alone = held.filter((log) => !logs.some((files) => same(files, log)))
  const named = new Set(logs.map(({ name }) => name))
  // The name of another machine's log has that machine in it.
  return {
    compared,
    alone,
    gone: alone.filter(({ log }) => !named.has(log) && !readAuditName(log).service.includes('.')),
  }
}

function compare(files: AuditFiles, { head }: HeldLog): HeldFault[] {
  if (head === null) return []
  const hash = placeOf(files, head.seq)
  if (hash === head.hash) return []
  const fault = { in: 'audit-trail' as const, seq: head.seq }
  return hash === undefined
    ? [{ ...fault, kind: 'truncated', message: 'audit-trail has this record, and the file has not' }]
    : [{ ...fault, kind: 'rewritten', message: 'audit-trail has another record of this number' }]
}

function begunAnew({ head }: HeldLog): HeldFault {
  const message = `audit-trail has another log of this name, up to record ${head?.seq ?? 0}`
  return { kind: 'rewritten', in: 'audit-trail', seq: 0, message }
}

/** What it says of its own store. */
export const faultsOf = ({ faults }: HeldLog): HeldFault[] =>
  faults.map((message) => ({ kind: 'store', in: 'audit-trail', message }))

/** Hash of the record of this number; undefined when the file has none, or none that is what its hash says. */
function placeOf({ log }: AuditFiles, seq: number): string | undefined {
  if (!existsSync(log)) return undefined
  const beginning = `{"seq":${seq},`
  for (const { bytes } of readLines(log)) {
    if (bytes.subarray(0, beginning.length).toString('latin1') === beginning)
      return readChainedLine(bytes)?.hash
  }
  return undefined
}
