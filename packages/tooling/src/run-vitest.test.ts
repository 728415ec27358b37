import { expect, test } from 'vitest'
import { closingLine, countTests } from './run-vitest.ts'

const report = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 }

test('tests are counted as Vitest reports them', () => {
  expect(countTests(true, report)).toEqual({ passed: 3, failed: 0, skipped: 2 })
  expect(countTests(false, { ...report, numFailedTests: 2 })).toMatchObject({ failed: 2 })
})

test('a run that failed without a failed test, ran no test or wrote no report is one failure', () => {
  expect(countTests(false, report)).toMatchObject({ passed: 3, failed: 1 })
  expect(countTests(true, { ...report, numPassedTests: 0 })).toMatchObject({ failed: 1 })
  expect(countTests(true, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('the closing line names what was skipped only where something was', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
})
