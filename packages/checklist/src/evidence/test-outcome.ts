import { relative } from 'node:path'
import type { TestCase, TestModule } from 'vitest/node'

export interface TestOutcome {
  /** With the titles of its suites, by spaces. */
  title: string
  /** From the root of the repository. */
  file: string
  line: number | undefined
  tags: readonly string[]
  status: 'passed' | 'failed' | 'skipped'
  /** Of a failed one: the first line of its first fault. */
  message?: string
  /** Of one that skipped itself, by `context.skip(reason)`: what this machine lacks. */
  lacking?: string
  /** When it ended; epoch milliseconds. */
  at: number
}

/** The tagged tests of a run. @param root of the repository, to which the files are made relative */
export function outcomesOf(modules: readonly TestModule[], root: string): TestOutcome[] {
  return modules.flatMap((module) =>
    [...module.children.allTests()]
      .filter(({ tags }) => tags.length > 0)
      .map((test) => ({
        title: test.fullName.replaceAll(' > ', ' '),
        file: relative(root, module.moduleId),
        line: test.location?.line,
        tags: test.tags,
        ...howItWent(test),
      })),
  )
}

function howItWent(test: TestCase): Pick<TestOutcome, 'status' | 'message' | 'lacking' | 'at'> {
  const result = test.result()
  const { startTime, duration } = test.diagnostic() ?? {}
  const at = startTime === undefined ? Date.now() : Math.round(startTime + (duration ?? 0))
  if (result.state === 'failed') {
    const [message] = (result.errors[0]?.message ?? '').split('\n')
    return { status: 'failed', ...(message && { message }), at }
  }
  if (result.state === 'passed') return { status: 'passed', at }
  // Of a test that was not reached, the module did not load or the run broke off: nothing is lacking.
  const lacking = result.state === 'skipped' ? result.note : undefined
  return { status: 'skipped', ...(lacking && { lacking }), at }
}
