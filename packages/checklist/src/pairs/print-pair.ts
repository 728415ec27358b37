import { styleText } from 'node:util'
import type { PairOutcome } from './pair.ts'

const WIDTH = 42

/** Four lines or more for a terminal: what the mistake gave away, and what refused the same at ours. */
export function printPair({
  id,
  title,
  vulnerable,
  hardened,
  exploited,
  refused,
  fault,
}: PairOutcome): string[] {
  const name = `pairs/${id}`.padEnd(WIDTH)
  const mark = fault === undefined ? styleText('green', '✓') : styleText('red', '×')
  const { refusal, earlier = [] } = hardened
  const guard =
    refusal && `${refusal.by} ${hardened.status} ${refusal.reason} ${refusal.file}:${refusal.line}`
  const rows = [
    ['vulnerable', exploited ? vulnerable.loot.join('; ') : 'not exploited'],
    ...earlier.map(({ what, file, line }) => ['hardened', `${what} ${file}:${line}`]),
    ['hardened', refused && guard !== undefined ? guard : 'not refused as it should be'],
  ]
  return [
    `${mark} ${name} ${title}`,
    ...rows.map(
      ([side, what]) => `  ${' '.repeat(WIDTH)} ${styleText('dim', `${side!.padEnd(11)} ${what}`)}`,
    ),
    ...(fault === undefined ? [] : [`  ${' '.repeat(WIDTH)} ${styleText('red', fault)}`]),
  ]
}

export function printPairSummary(outcomes: readonly PairOutcome[]): string {
  const exploited = outcomes.filter((outcome) => outcome.exploited).length
  const refused = outcomes.filter((outcome) => outcome.refused).length
  const all = outcomes.length
  const line = `${exploited} of ${all} exploits work on the mistake; the real system refuses ${refused} of ${all}`
  return `\n${styleText(exploited === all && refused === all ? 'green' : 'red', line)}`
}
