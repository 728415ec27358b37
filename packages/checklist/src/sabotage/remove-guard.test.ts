import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { GUARDS } from './guards.ts'
import { faultIn, limitFor, redBefore, removeGuard, tryTwice, without } from './remove-guard.ts'
import { LONGEST, type TestRunner } from './run-tests.ts'

test.each(GUARDS)('$guard is where the table says', (row) => {
  expect(() => without(readFileSync(join(repositoryRoot, row.file), 'utf8'), row)).not.toThrow()
  expect(existsSync(join(repositoryRoot, row.red.file))).toBe(true)
})

test('a guard that has moved, or is there twice, is not taken for removed', () => {
  const [row] = GUARDS
  expect(() => without('', row!)).toThrow('has 0 times')
  expect(() => without(row!.cut + row!.cut, row!)).toThrow('has 2 times')
})

test.each([
  ['a test that stays green', [{ title: 'a > b', passed: true }], 'still green: b'],
  ['a file that does not load', [], 'no test of that name ran (0 did): b'],
  ['another test that went red', [{ title: 'a > c', passed: false }], 'no test of that name ran (1 did): b'],
  ['the named test, red', [{ title: 'a > b', passed: false }], undefined],
])('%s', (_title, results, fault) => {
  expect(faultIn(results, 'b')).toBe(fault)
})

test('the first limit is ten times what the test took, five seconds at least, and never longer than the last', () => {
  const took = (milliseconds: number) => [{ title: 'a > b', passed: true, milliseconds, timedOut: false }]
  expect([1, 900, 60_000].map((milliseconds) => limitFor(took(milliseconds), 'b'))).toEqual([
    5000,
    9000,
    LONGEST,
  ])
  expect(limitFor([], 'b')).toBe(LONGEST)
})

/** A machine on which a test takes so long, with the guard and without. */
function machine(root: string, withGuard: number, withoutGuard: number) {
  const asked: [guard: boolean, limit: number][] = []
  const run: TestRunner['run'] = (_files, _titles, _changed, limit = LONGEST) => {
    const guard = readFileSync(join(root, 'file'), 'utf8') === 'guard'
    asked.push([guard, limit])
    const needed = guard ? withGuard : withoutGuard
    const timedOut = needed > limit
    return Promise.resolve([
      { title: 'b', passed: !timedOut, milliseconds: Math.min(needed, limit), timedOut },
    ])
  }
  return { asked, runner: { run, close: () => Promise.resolve() } }
}

test.each([
  ['waits for ever without the guard', 10, Infinity, true, [5000], [true, 5000]],
  ['is late for the machine’s sake, and green in the end', 6000, 7000, false, [5000], [true, 5000]],
  ['is late for the machine’s sake, and for ever', 6000, Infinity, true, [5000], [true, 5000]],
])('a test that %s', async (_title, withGuard, withoutGuard, noticed, [limit], control) => {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  writeFileSync(join(root, 'file'), 'guard')
  const { asked, runner } = machine(root, withGuard, withoutGuard)
  const row = { guard: 'a', file: 'file', cut: 'guard', paste: 'none', red: { file: 'x', test: 'b' } }
  expect(await removeGuard(root, row, runner, limit!)).toMatchObject({ noticed })
  const last = withGuard > limit! ? [[false, LONGEST]] : []
  expect(asked).toEqual([[false, limit], control, ...last])
  expect(readFileSync(join(root, 'file'), 'utf8')).toBe('guard')
})

test.each([
  ['is green at once', [true, false], 1, []],
  ['is red once, and green then', [false, true], 2, []],
  ['is red twice', [false, false], 2, ['b: expected 503 to be 200']],
])('before anything is removed, a test that %s', async (_title, outcomes, tries, faults) => {
  let tried = 0
  const run: TestRunner['run'] = () => {
    const passed = outcomes[tried++]!
    const reason = passed ? {} : { reason: 'expected 503 to be 200' }
    return Promise.resolve([{ title: 'b', passed, milliseconds: 1, timedOut: false, ...reason }])
  }
  const results = await tryTwice({ run }, 'x', ['b'])
  const row = { guard: 'a', file: 'file', cut: 'guard', paste: 'none', red: { file: 'x', test: 'b' } }
  expect([tried, redBefore(results, [row])]).toEqual([tries, faults])
})
