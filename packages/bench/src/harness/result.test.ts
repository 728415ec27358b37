import { expect, test } from 'vitest'
import { compare } from './result.ts'
import { median, quantile } from './statistics.ts'
import { table } from './table.ts'

// The second round was disturbed: both took ten times as long in it.
const measured = new Map([
  ['ours', [10, 100, 10]],
  ['theirs', [20, 200, 30]],
])

test('a median is the middle one, or between the two of the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(quantile([0, 10], 0.9)).toBe(9)
  expect(() => median([])).toThrow('no values')
})

test('a ratio is taken within each round: what disturbs both changes nothing', () => {
  const rate = compare(measured, { ours: 'ours', against: 'theirs', as: 'rate' })
  expect(rate).toMatchObject({ ours: 100_000, ratio: 2, unit: 'operations per CPU second' })
  const time = compare(measured, { ours: 'ours', against: 'theirs', as: 'time' })
  expect(time).toMatchObject({ ours: 10, baseline: 30, ratio: 0.5, unit: 'CPU µs per operation' })
})

test.each([
  ['at least', 2.5, undefined, 'no'],
  ['at least', 1.5, undefined, 'yes'],
  ['at least', 1.5, 3, 'yes'],
  ['at least', 1, 2, 'stretch'],
  ['at most', 1.5, undefined, 'no'],
  ['at most', 2, undefined, 'yes'],
] as const)('a ratio of 2 with a target of %s %d (%s): %s', (is, value, stretch, met) => {
  const target = { is, value, ...(stretch && { stretch }) }
  expect(compare(measured, { ours: 'ours', against: 'theirs', as: 'rate', target }).met).toBe(met)
})

test('an unknown candidate is a mistake', () => {
  expect(() => compare(measured, { ours: 'ours', against: 'nobody', as: 'rate' })).toThrow('nobody')
})

test('the table says what was compared, the ratio, its target, and whether that is met', () => {
  const target = { is: 'at least', value: 1.5, stretch: 3 } as const
  const lines = table([compare(measured, { ours: 'ours', against: 'theirs', as: 'rate', target })])
  expect(lines.at(-1)).toMatch(/ours +theirs +100,000\/s +33,333\/s +2 +2–2\.8 +≥ 1\.5 \(3\) +yes/)
})
