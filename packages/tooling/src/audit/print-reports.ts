/** What verification found, for a terminal. */
import { styleText } from 'node:util'
import type { LogReport, Verification } from './verify-logs.ts'

const SHOWN = 20
const number = new Intl.NumberFormat('en')

/** @returns lines */
export function printReports({ logs, heldAlone, trail }: Verification): string[] {
  const width = Math.max(
    ...[...logs.map(({ name }) => name), ...heldAlone.map(({ log }) => log)].map(lengthOf),
  )
  const broken = [
    ...logs.filter(({ ok }) => !ok).map(({ name }) => name),
    ...heldAlone.filter(({ ok }) => !ok).map(({ log }) => log),
  ]
  return [
    ...logs.flatMap((report) => [
      headline(report, width, trail),
      ...report.faults.slice(0, SHOWN).map(faultLine),
      ...more(report),
    ]),
    ...heldAlone.map(
      ({ log, seq, ok }) =>
        `${mark(ok)} ${log.padEnd(width)}  at audit-trail only, up to record ${number.format(seq)}`,
    ),
    ...(trail
      ? []
      : [styleText('dim', 'audit-trail has no store here: the files were held against themselves alone.')]),
    '',
    broken.length === 0
      ? styleText('green', `${plural(logs.length, 'chain')} verified.`)
      : styleText('red', `Not as written: ${broken.join(', ')}.`),
  ]
}

const lengthOf = ({ length }: string): number => length
const mark = (ok: boolean): string => (ok ? styleText('green', '✓') : styleText('red', '×'))

function headline(report: LogReport, width: number, trail: boolean): string {
  const { name, ok, records, checkpoints, head, unwitnessed } = report
  const end = head === undefined ? 'no head' : `head ${head.seq} ${head.hash.slice(0, 16)}…`
  const open = unwitnessed > 0 ? `, ${number.format(unwitnessed)} after the last` : ''
  const held = trail ? `, ${heldBy(report)}` : ''
  return `${mark(ok)} ${name.padEnd(width)}  ${plural(records, 'record')}, ${plural(checkpoints, 'checkpoint')}${open}, ${end}${held}`
}

function heldBy({ head, held }: LogReport): string {
  if (held === null) return 'not at audit-trail'
  const waiting = (head?.seq ?? -1) - held.seq
  if (waiting === 0) return 'audit-trail has them'
  return waiting > 0
    ? `${number.format(waiting)} on the way to audit-trail`
    : `audit-trail has ${number.format(-waiting)} more`
}

function faultLine({ kind, in: where, line, seq, message }: LogReport['faults'][number]): string {
  const place = [
    where === 'log' ? undefined : where,
    line === undefined ? undefined : `line ${line}`,
    seq === undefined ? undefined : `record ${seq}`,
  ]
  return `    ${styleText('red', kind)}  ${place.filter((part) => part !== undefined).join(', ')}: ${message}`
}

function more({ faults }: LogReport): string[] {
  return faults.length > SHOWN ? [`    … and ${number.format(faults.length - SHOWN)} more`] : []
}

function plural(count: number, thing: string): string {
  return `${number.format(count)} ${thing}${count === 1 ? '' : 's'}`
}
