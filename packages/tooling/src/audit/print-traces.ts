/** Requests, hop by hop, for a terminal. */
import { styleText } from 'node:util'
import type { ChainedRecord } from '@chain-of-trust/auth-core'
import type { RequestTrace } from './trace.ts'

const grey = (text: string): string => styleText('dim', text)
const MARKS = {
  success: styleText('green', '✓'),
  failure: styleText('red', '×'),
  challenge: styleText('yellow', '↻'),
}

/** @returns lines */
export function printTraces(traces: readonly RequestTrace[]): string[] {
  return [
    ...traces.flatMap(({ traceId, records }) => [
      styleText('bold', traceId === undefined ? 'Outside any request' : `Trace ${traceId}`),
      ...records.flatMap(hop),
      '',
    ]),
    grey('As the logs say; whether anybody changed them says: npm run audit -- verify'),
  ]
}

function hop(record: ChainedRecord): string[] {
  const { time, service, event, outcome, reason, token, seq } = record
  const name = token?.name === undefined ? '' : styleText('cyan', `  Token ${token.name}`)
  const why = reason === undefined ? '' : `  ${styleText(outcome === 'failure' ? 'red' : 'yellow', reason)}`
  const what = `${service.padEnd(14)}  ${event.padEnd(15)}${name}${why}`
  return [`${MARKS[outcome]} ${time.slice(11, 23)}  ${what}  ${grey(`#${seq}`)}`, ...detailLines(record)]
}

function detailLines({ token, scopes, tool, subject, operation_id, diagnostics }: ChainedRecord): string[] {
  const details = [
    line('uti', token?.uti, token?.parent_uti && `parent ${token.parent_uti}`),
    line('audience', token?.audience),
    line('tool', tool),
    line('scopes', narrowed(scopes)),
    line('subject', subject && `${subject.tid} ${subject.oid}`),
    line('operation', operation_id),
    line('because', diagnostics && JSON.stringify(diagnostics)),
  ]
  return details.flat()
}

function line(name: string, ...values: (string | undefined)[]): string[] {
  const said = values.filter((value) => value !== undefined && value !== '')
  return said.length === 0 ? [] : [`                ${grey(name.padEnd(9))} ${said.join('  ')}`]
}

function narrowed(scopes: ChainedRecord['scopes']): string | undefined {
  const requested = scopes?.requested?.join(' ')
  const granted = scopes?.granted?.join(' ')
  if (requested === undefined || granted === undefined) return requested ?? granted
  return `${requested} → ${granted}`
}
