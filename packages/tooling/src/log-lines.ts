/**
 * What a person at a terminal sees of the services' logs: warnings, errors and whatever is not a log record
 * (banners, stack traces). All of it is in `var/log/<service>.log`.
 */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { styleText } from 'node:util'

const WARN = 40
const ERROR = 50

/** Calls back for each line of a stream, without its line end. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine)
}

/** A log line as shown, without the service's name; undefined for one that is only in the file. */
export function readableLogLine(line: string): string | undefined {
  const record = parseRecord(line)
  if (!record) return line.trim() === '' ? undefined : line
  if (record.level < WARN) return undefined
  const level = record.level >= ERROR ? styleText('red', 'error') : styleText('yellow', 'warn')
  const request = record.req?.path ? ` ${record.req.method ?? ''} ${record.req.path}` : ''
  return `${level} ${[record.msg, record.err?.message].filter(Boolean).join(': ')}${request}`
}

interface LogRecord {
  level: number
  msg?: string
  err?: { message?: string }
  req?: { method?: string; path?: string }
}

function parseRecord(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const record = JSON.parse(line) as LogRecord
    return typeof record.level === 'number' ? record : undefined
  } catch {
    return undefined
  }
}
