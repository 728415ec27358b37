/**
 * Vitest's reporter of what passed only at the second try (`retry` in vitest.config.ts): on a busy machine that is no
 * reason to stop anybody, and it is said at the end of the run, with why, so that nobody takes it for nothing.
 */
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { repositoryRoot } from './repository.ts'

/** What is asked of a test. */
export type Tried = Pick<TestCase, 'fullName' | 'diagnostic' | 'attempts'> & { module: { moduleId: string } }

export default class SecondTryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = secondTries(modules.flatMap(({ children }) => [...children.allTests()]))
    if (lines.length > 0) process.stdout.write(`\n${lines.join('\n')}\n`)
  }
}

/** @returns nothing where every test passed, or failed, at its first try */
export function secondTries(tests: readonly Tried[]): string[] {
  const flaky = tests.filter((test) => test.diagnostic()?.flaky === true)
  if (flaky.length === 0) return []
  const lines = flaky.flatMap((test) => {
    const [reason = 'it did not say why'] = test
      .attempts()
      .flatMap(({ errors = [] }) => errors.map(({ message }) => message.split('\n', 1)[0]))
    return [`  ${relative(repositoryRoot, test.module.moduleId)} > ${test.fullName}`, `    ${reason}`]
  })
  return [
    `Passed only at the second try: ${flaky.length}. A test that does so again is a fault to be found.`,
    ...lines,
  ]
}
