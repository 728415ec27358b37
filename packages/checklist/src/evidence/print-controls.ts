import { styleText } from 'node:util'
import type { JudgedControl, Status } from './evidence.ts'

const MARKS: Record<Status, string> = {
  proven: styleText('green', '✓'),
  failed: styleText('red', '×'),
  excluded: styleText('yellow', '–'),
}
const MOST = 5

/** For a terminal: a line for each control, and what is wrong with one that is not proven. */
export function table(judged: readonly JudgedControl[]): string[] {
  return [...judged.flatMap(lines), ...count(judged)]
}

/** The controls that are not proven, and how many are. */
export function summary(judged: readonly JudgedControl[]): string[] {
  return [...judged.filter(({ status }) => status === 'failed').flatMap(lines), ...count(judged)]
}

function lines({ control, status, evidence, why }: JudgedControl): string[] {
  const leftOut = evidence.filter(({ result }) => result === 'left out').length
  const rest = leftOut === 0 ? '' : `, ${leftOut} left out`
  const of = styleText('dim', `${evidence.length - leftOut} pieces of evidence${rest}`)
  const more = why.length > MOST ? [`    and ${why.length - MOST} more`] : []
  return [
    `${MARKS[status]} ${control.id.padEnd(7)} ${control.title.padEnd(70)} ${of}`,
    ...why.slice(0, MOST).map((fault) => `    ${fault}`),
    ...more,
  ]
}

function count(judged: readonly JudgedControl[]): string[] {
  const how = (wanted: Status) => judged.filter(({ status }) => status === wanted).length
  const excluded = how('excluded')
  const rest = excluded === 0 ? '' : `, ${excluded} excluded with a reason`
  return [`Checklist: ${how('proven')} of ${judged.length} controls proven, ${how('failed')} failed${rest}`]
}
