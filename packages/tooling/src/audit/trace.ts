/** The hops of one request, out of all services' logs. */
import { existsSync } from 'node:fs'
import { ChainedRecord, readLines, type AuditFiles } from '@chain-of-trust/auth-core'

/** One request: what all services recorded under one trace id, in the order it happened. */
export interface RequestTrace {
  /** Undefined for a record that belongs to no request. */
  traceId: string | undefined
  records: ChainedRecord[]
}

/**
 * Finds requests by trace id, operation id or the `uti` of a token, of which there may be several: a token serves
 * for more than one call. Two passes over each log, and no more of them in memory than is found.
 *
 * @param held what audit-trail has of them: a log may be another machine's, or gone
 */
export function findTraces(
  logs: readonly AuditFiles[],
  id: string,
  held: readonly ChainedRecord[] = [],
): RequestTrace[] {
  const named = [
    ...recordsOf(logs, (record) => idsOf(record).includes(id)),
    ...held.filter((record) => idsOf(record).includes(id)),
  ]
  const traces = new Set(named.flatMap(({ trace_id }) => (trace_id === undefined ? [] : [trace_id])))
  const found = [
    ...named.filter(({ trace_id }) => trace_id === undefined),
    ...recordsOf(logs, ({ trace_id }) => trace_id !== undefined && traces.has(trace_id)),
    ...held.filter(({ trace_id }) => trace_id !== undefined),
  ]
  // What the files and audit-trail both have is one record: its hash is of all that it says.
  const once = [...new Map(found.map((record) => [record.hash, record])).values()].sort(
    (a, b) => a.time.localeCompare(b.time) || depth(a, named) - depth(b, named) || a.seq - b.seq,
  )
  return [...Map.groupBy(once, ({ trace_id }) => trace_id)].map(([traceId, records]) => ({
    traceId,
    records,
  }))
}

function idsOf({ trace_id, operation_id, token }: ChainedRecord): (string | undefined)[] {
  return [trace_id, operation_id, token?.uti, token?.parent_uti]
}

/** Of two records of one millisecond, the parent's comes first. */
function depth({ token }: ChainedRecord, among: readonly ChainedRecord[]): number {
  let parent = token?.parent_uti
  let depth = 0
  for (; parent !== undefined && depth < 8; depth += 1) {
    const uti = parent
    parent = among.find((record) => record.token?.uti === uti)?.token?.parent_uti
  }
  return depth
}

/** A line that is no record is left out: `verify` is who speaks of it. */
function recordsOf(logs: readonly AuditFiles[], wanted: (record: ChainedRecord) => boolean): ChainedRecord[] {
  const found: ChainedRecord[] = []
  for (const { log } of logs.filter((files) => existsSync(files.log))) {
    for (const { bytes } of readLines(log)) {
      const record = ChainedRecord.safeParse(parseLine(bytes))
      if (record.success && wanted(record.data)) found.push(record.data)
    }
  }
  return found
}

function parseLine(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
