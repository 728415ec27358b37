import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { GUARDS } from './guards.ts'
import { faultIn, without } from './remove-guard.ts'

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
