import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import setUpRun from './vitest-global-setup.ts'

test('this run has a temporary folder of its own', () => {
  expect(tmpdir()).toMatch(/chain-of-trust-run-\w{6}$/)
})

test('what tests leave behind goes with the run, and nothing else does', () => {
  const outside = tmpdir()
  const remove = setUpRun()
  const folder = tmpdir()
  expect(dirname(folder)).toBe(outside)
  writeFileSync(join(mkdtempSync(join(folder, 'left-')), 'behind'), '')
  remove()
  expect(existsSync(folder)).toBe(false)
  expect(existsSync(outside)).toBe(true)
  expect(tmpdir()).toBe(outside)
})
