/** What the services recorded of one request: found by its trace id, joined by `uti`. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditRecord, ChainedRecord } from '@chain-of-trust/auth-core'

export interface Place {
  service: string
  event: AuditRecord['event']
  /** Application id that the token is for, where one service exchanges for several. */
  audience?: string
}

/** The four places where the fate of a token is decided, in the order of the chain. */
export type Chain = readonly [acceptedA: Place, exchangedB: Place, exchangedC: Place, usedC: Place]

/** Pattern 1: the resource takes the tenant's own tokens. */
export const DOCUMENT_CHAIN: Chain = [
  { service: 'orchestrator', event: 'token_accepted' },
  { service: 'orchestrator', event: 'token_exchanged' },
  { service: 'mcp-sharepoint', event: 'token_exchanged' },
  { service: 'mock-graph', event: 'token_accepted' },
]

/** Records of a trace from every `<service>.jsonl` in or below a folder, by time. Half a line is left out. */
export function readTrace(folder: string, traceId: string): AuditRecord[] {
  return readRecords(folder, (line) => line.includes(traceId)).filter(({ trace_id }) => trace_id === traceId)
}

/** All records of a folder, by time. @param wanted leaves lines unread */
export function readRecords(folder: string, wanted: (line: string) => boolean = () => true): AuditRecord[] {
  return globSync('**/*.jsonl', { cwd: folder })
    .flatMap((file) => linesOf(join(folder, file)))
    .filter(wanted)
    .flatMap((line) => {
      const record = ChainedRecord.safeParse(parseLine(line))
      return record.success ? [record.data] : []
    })
    .sort((a, b) => a.time.localeCompare(b.time))
}

/** None of a file that belongs to another user: a container's, of an earlier run perhaps. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return []
    throw error
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** The first record of a trace at a place. */
export function recordAt(
  records: readonly AuditRecord[],
  { service, event, audience }: Place,
  outcome: AuditRecord['outcome'],
): AuditRecord | undefined {
  return records.find(
    (record) =>
      record.service === service &&
      record.event === event &&
      record.outcome === outcome &&
      (audience === undefined || outcome !== 'success' || record.token?.audience === audience),
  )
}

/**
 * The success records of a trace, in the order of the chain: four when the whole chain worked. A tool may call the
 * resource several times with its Token C; the first acceptance is the one that counts.
 */
export function successRecords(
  records: readonly AuditRecord[],
  chain: Chain = DOCUMENT_CHAIN,
): AuditRecord[] {
  const place = ({ service, event }: AuditRecord): number =>
    chain.findIndex((link) => link.service === service && link.event === event)
  const first = new Map<string, AuditRecord>()
  for (const record of records.filter(({ outcome }) => outcome === 'success')) {
    const key = [record.service, record.event, record.token?.uti].join(' ')
    if (!first.has(key)) first.set(key, record)
  }
  return [...first.values()].sort((a, b) => place(a) - place(b))
}

/** Why four success records do not make one chain: as sentences; none: they do. */
export function brokenLinks(
  records: readonly AuditRecord[],
  utiOfTokenA: unknown,
  chain: Chain = DOCUMENT_CHAIN,
): string[] {
  const [a, b, c, d] = records
  const places = records.map(({ service, event }) => `${service} ${event}`)
  if (places.join() !== chain.map(({ service, event }) => `${service} ${event}`).join()) {
    return [`the audit holds ${places.length === 0 ? 'no success record' : places.join(', ')}`]
  }
  const checks: [boolean, string][] = [
    [a?.token?.uti === utiOfTokenA, 'the orchestrator accepted another token than A'],
    [b?.token?.parent_uti === a?.token?.uti, 'Token B is not a child of Token A'],
    [c?.token?.parent_uti === b?.token?.uti, 'Token C is not a child of Token B'],
    [d?.token?.uti === c?.token?.uti, 'the resource accepted another token than C'],
    [new Set(records.map(({ subject }) => `${subject?.tid} ${subject?.oid}`)).size === 1, 'the user changed'],
  ]
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]))
}
