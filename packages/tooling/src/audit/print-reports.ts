/** What verification found, for a terminal. */
import { styleText } from 'node:util'
import type { AuditReport, Fault } from '@chain-of-trust/auth-core'

const SHOWN = 20
const number = new Intl.NumberFormat('en')

/** @returns lines */
export function printReports(reports: readonly AuditReport[]): string[] {
  const width = Math.max(...reports.map(({ service }) => service.length))
  const broken = reports.filter(({ ok }) => !ok)
  return [
    ...reports.flatMap((report) => [
      headline(report, width),
      ...report.faults.slice(0, SHOWN).map(faultLine),
      ...more(report),
    ]),
    '',
    broken.length === 0
      ? styleText('green', `${plural(reports.length, 'chain')} verified.`)
      : styleText('red', `Not as written: ${broken.map(({ service }) => service).join(', ')}.`),
  ]
}

function headline(
  { service, ok, records, checkpoints, head, unwitnessed }: AuditReport,
  width: number,
): string {
  const mark = ok ? styleText('green', '✓') : styleText('red', '×')
  const end = head === undefined ? 'no head' : `head ${head.seq} ${head.hash.slice(0, 16)}…`
  const open = unwitnessed > 0 ? `, ${number.format(unwitnessed)} after the last` : ''
  return `${mark} ${service.padEnd(width)}  ${plural(records, 'record')}, ${plural(checkpoints, 'checkpoint')}${open}, ${end}`
}

function faultLine({ kind, in: where, line, seq, message }: Fault): string {
  const place = [
    where === 'checkpoints' ? 'checkpoints' : undefined,
    line === undefined ? undefined : `line ${line}`,
    seq === undefined ? undefined : `record ${seq}`,
  ]
  return `    ${styleText('red', kind)}  ${place.filter((part) => part !== undefined).join(', ')}: ${message}`
}

function more({ faults }: AuditReport): string[] {
  return faults.length > SHOWN ? [`    … and ${number.format(faults.length - SHOWN)} more`] : []
}

function plural(count: number, thing: string): string {
  return `${number.format(count)} ${thing}${count === 1 ? '' : 's'}`
}
