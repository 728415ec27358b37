import { expect, test } from 'vitest'
import { printable } from './arguments.ts'
import { summarizeChange } from './change-summary.ts'

const lines = (word: string, count: number) =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${word} ${index + 1}`).join('\n'))

test('a long change shows the beginning of what goes and of what comes, and counts the rest of each', () => {
  const shown = summarizeChange(lines('old', 100), lines('new', 40)).split('\n')
  expect(shown[0]).toContain('100 lines out, 40 in.')
  expect(shown.filter((line) => line.startsWith('- old'))).toHaveLength(15)
  expect(shown.filter((line) => line.startsWith('+ new'))).toHaveLength(15)
  expect(shown).toContain('- … and 85 more lines that are not shown here')
  expect(shown).toContain('+ … and 25 more lines that are not shown here')
})

test('the room that one side does not need is the other one’s', () => {
  expect(summarizeChange(lines('old', 28), lines('new', 2))).not.toContain('not shown')
  expect(summarizeChange(lines('old', 2), lines('new', 28))).not.toContain('not shown')
})

test.each([
  ['a tag character', '\u{e0041}', '\\u{e0041}'],
  ['a variation selector that no letter has', '\u{e0123}', '\\u{e0123}'],
  ['a soft hyphen', '\u00ad', '\\u{ad}'],
  ['a character that turns the text around', '\u202e', '\\u{202e}'],
  ['an escape', '\u001b', '\\u{1b}'],
])('what a person would not see is spelled out: %s', (_, hidden, shown) =>
  expect(printable(`a${hidden}b`)).toBe(`a${shown}b`),
)
