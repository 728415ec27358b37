import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from './repository.ts'
import { secondTries, type Tried } from './second-try-reporter.ts'

/** A test whose tries ended so: what it said, or nothing where it passed. */
function tried(fullName: string, ...said: (string | undefined)[]): Tried {
  const attempts = said.map((message) => ({ errors: message === undefined ? [] : [{ message }] }))
  return {
    fullName,
    module: { moduleId: join(repositoryRoot, 'apps/mock-idp/src/app.test.ts') },
    attempts: () => attempts as unknown as ReturnType<Tried['attempts']>,
    diagnostic: () =>
      ({ flaky: said.length > 1 && said.at(-1) === undefined }) as ReturnType<Tried['diagnostic']>,
  }
}

test('what passed only at the second try is named, with why it did not at the first', () => {
  const tests = [tried('calm', undefined), tried('restless', 'expected 503 to be 200\n  at …', undefined)]
  expect(secondTries(tests)).toEqual([
    'Passed only at the second try: 1. A test that does so again is a fault to be found.',
    '  apps/mock-idp/src/app.test.ts > restless',
    '    expected 503 to be 200',
  ])
})

test('what passed at once, or never, is not', () => {
  expect(secondTries([tried('calm', undefined), tried('broken', 'no', 'no')])).toEqual([])
})
