import { expect, test } from 'vitest'
import { afterLine, EMPTY, summaryOf } from './lab-state.ts'
import type { AttackResult, RunLine } from './wire.ts'

const attack = (id: string, refused: boolean): RunLine & { type: 'attack' } => ({
  type: 'attack',
  result: {
    id,
    refused,
    by: 'x',
    reason: 'y',
    status: 401,
    inSystem: true,
    exchanges: [],
    records: [],
  } satisfies AttackResult,
})

test('a run adds up, and a second one of the same attack replaces its result', () => {
  const first: RunLine[] = [
    { type: 'started', total: 2 },
    { type: 'running', id: 'a' },
    attack('a', true),
    attack('b', false),
  ]
  const during = first.reduce(afterLine, EMPTY)
  expect(during.run).toEqual({ total: 2, done: 2, id: 'a' })
  expect(summaryOf(during)).toBe('1 of 2 attacks refused.')
  const after = [{ type: 'ended', done: 2, asExpected: 1 } as const, attack('b', true)].reduce(
    afterLine,
    during,
  )
  expect(summaryOf(after)).toBe('2 of 2 attacks refused.')
})

test('a run that breaks off says why, until the next one', () => {
  const broken = afterLine(EMPTY, { type: 'failed', message: 'no' })
  expect(broken.broken).toBe('no')
  expect(afterLine(broken, { type: 'started', total: 1 }).broken).toBeUndefined()
  expect(summaryOf(EMPTY)).toBe('Nothing has been run yet.')
})
