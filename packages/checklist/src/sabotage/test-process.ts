/**
 * A Vitest that stays: it runs one test file after another of the folder that it is started in, and reads again what
 * was changed in between. A process of its own, because a Vitest that runs us must not be taken for this one.
 */
import { createVitest, type TestCase } from 'vitest/node'
import type { TestOrder, TestReport, TestResult } from './run-tests.ts'

const vitest = await createVitest('test', {
  root: process.cwd(),
  project: ['unit'],
  watch: false,
  reporters: [{}],
  pool: 'threads',
  maxWorkers: 1,
  // A test that must go red would be waited for twice.
  retry: 0,
})
await vitest.standalone()

process.on('message', (order: TestOrder) => {
  void run(order).then((report) => process.send?.(report))
})
process.on('disconnect', () => void vitest.close().then(() => process.exit()))

async function run({ files, titles, changed, limit }: TestOrder): Promise<TestReport> {
  try {
    for (const file of changed) vitest.invalidateFile(file)
    const escaped = titles.map((title) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    vitest.setGlobalTestNamePattern(new RegExp(escaped.join('|')))
    for (const project of vitest.projects) project.config.testTimeout = limit
    const specifications = await vitest.globTestSpecifications(files)
    await vitest.runTestSpecifications(specifications)
    const tests = specifications.flatMap(({ testModule }) => [...(testModule?.children.allTests() ?? [])])
    return { results: tests.flatMap(resultOf) }
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function resultOf(test: TestCase): TestResult[] {
  const { state, errors } = test.result()
  if (state !== 'passed' && state !== 'failed') return []
  const timedOut = errors?.some(({ message }) => /timed out in \d+ms/.test(message)) ?? false
  const milliseconds = test.diagnostic()?.duration ?? 0
  const reason = errors?.[0]?.message.split('\n', 1)[0]
  const result = { title: titleOf(test), passed: state === 'passed', milliseconds, timedOut, tags: test.tags }
  return [{ ...result, ...(reason !== undefined && { reason }) }]
}

/** With the titles of what it stands in, as the pattern above is matched. */
function titleOf({ name, parent }: TestCase): string {
  const titles = [name]
  for (let suite = parent; suite.type === 'suite'; suite = suite.parent) titles.unshift(suite.name)
  return titles.join(' ')
}
