import { ChainedRecord, readChainedLine, Refusal } from '@chain-of-trust/auth-core'
import type { SqlValue } from '@chain-of-trust/service-kit'
import { LONGEST_LINE, MOST_LINES } from '../wire.ts'

/** A line as it came, and what it says. */
export interface ReceivedLine {
  line: string
  record: ChainedRecord
}

const LINE_END = 0x0a

/** The lines of a body (NDJSON): each ends with a line end, the last one may do without. */
export function splitLines(body: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0, end; start < body.length; start = end + 1) {
    end = body.indexOf(LINE_END, start)
    if (end === -1) end = body.length
    lines.push(body.subarray(start, end))
  }
  return lines
}

/**
 * Reads the lines of one log: each a record of our schema, sealed by its own hash, of the service that sends it.
 * @param most lines
 * @throws Refusal `record_invalid`; `log_of_another_service` for a record that says another service wrote it
 */
export function readReceivedLines(body: Buffer, service: string, most = MOST_LINES): ReceivedLine[] {
  const lines = splitLines(body)
  if (lines.length === 0) throw invalid(1, 'there is none')
  if (lines.length > most) throw invalid(most + 1, `more than ${most} lines`)
  return lines.map((bytes, index) => readReceivedLine(bytes, index + 1, service))
}

function readReceivedLine(bytes: Buffer, number: number, service: string): ReceivedLine {
  if (bytes.length > LONGEST_LINE) throw invalid(number, `longer than ${LONGEST_LINE} bytes`)
  if (readChainedLine(bytes) === undefined) throw invalid(number, 'not what its own hash says')
  const line = bytes.toString()
  const value: unknown = JSON.parse(line)
  // A member that is there twice, or bytes that are no UTF-8: what is stored and shown would not be what was sealed.
  if (JSON.stringify(value) !== line) throw invalid(number, 'not in the form that a log writes')
  const parsed = ChainedRecord.safeParse(value)
  if (!parsed.success) {
    throw invalid(
      number,
      parsed.error.issues.map(({ path }) => path.join('.') || 'unknown member').join(', '),
    )
  }
  if (parsed.data.service !== service) {
    throw new Refusal('log_of_another_service', { detail: `line ${number} is a record of another service` })
  }
  return { line, record: parsed.data }
}

const invalid = (number: number, why: string) =>
  new Refusal('record_invalid', { detail: `line ${number}: ${why}` })

/** What a record is found by, in the order of `COLUMNS`. */
export function columnsOf({ line, record }: ReceivedLine): SqlValue[] {
  const { subject, client } = record
  return [
    record.seq,
    Date.parse(record.time),
    record.service,
    record.event,
    record.outcome,
    record.reason ?? null,
    subject?.tid ?? null,
    subject?.oid ?? null,
    client?.app_id ?? null,
    record.tool ?? null,
    record.trace_id ?? null,
    record.operation_id ?? null,
    line,
  ]
}

export const COLUMNS = [
  'seq',
  'time',
  'service',
  'event',
  'outcome',
  'reason',
  'tid',
  'oid',
  'client',
  'tool',
  'trace',
  'operation',
  'line',
] as const
