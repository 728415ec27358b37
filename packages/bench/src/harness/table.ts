import type { Result, Target } from './result.ts'

const HEADINGS = ['', 'against', 'ours', 'baseline', 'ratio', '10–90 %', 'target', 'met']

/** The results as lines of text, in columns. */
export function table(results: readonly Result[]): string[] {
  const rows = results.map((result) => [
    result.measured,
    result.against,
    amount(result.ours, result),
    amount(result.baseline, result),
    figure(result.ratio),
    `${figure(result.spread[0])}–${figure(result.spread[1])}`,
    result.target === undefined ? '' : goal(result.target),
    result.met ?? '',
  ])
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]!.length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => align(cell, widths[column]!, column))
      .join('  ')
      .trimEnd()
  return [line(HEADINGS), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)]
}

/** Names to the left, numbers to the right. */
function align(cell: string, width: number, column: number): string {
  return column < 2 ? cell.padEnd(width) : cell.padStart(width)
}

function amount(value: number, { unit }: Result): string {
  if (unit === 'token requests') return String(value)
  if (unit === 'ms') return `${figure(value)} ms`
  return unit.endsWith('µs per operation')
    ? `${figure(value)} µs`
    : `${Math.round(value).toLocaleString('en')}/s`
}

/** Three significant digits. */
function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString()
}

function goal({ is, value, stretch }: Target): string {
  const sign = is === 'at least' ? '≥' : '≤'
  return stretch === undefined ? `${sign} ${value}` : `${sign} ${value} (${stretch})`
}
