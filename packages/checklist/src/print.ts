import { styleText } from 'node:util'
import type { NamedAttack } from './load-attacks.ts'
import type { Outcome } from './run-attack.ts'

const WIDTH = 42

/** Two lines for a terminal: what was tried, and what refused it. */
export function printOutcome({ group, id }: NamedAttack, outcome: Outcome): string[] {
  const { title, by, reason, status, refused, fault, source } = outcome
  const mark = refused ? styleText('green', '✓') : styleText('red', '×')
  const how = refused
    ? styleText(
        'dim',
        [by, status, reason, source && `${source.file}:${source.line}`].filter(Boolean).join(' '),
      )
    : styleText('red', `NOT REFUSED as it should be: ${fault}`)
  const name = `${group}/${id}`
  return [`${mark} ${name.padEnd(WIDTH)} ${title}`, `  ${' '.repeat(WIDTH)} ${how}`]
}

export function printSummary(outcomes: readonly Outcome[]): string {
  const refused = outcomes.filter((outcome) => outcome.refused).length
  const all = `${refused} of ${outcomes.length} attacks refused; each request without its twist was accepted`
  return `\n${styleText(refused === outcomes.length ? 'green' : 'red', all)}`
}
