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
  // Milliseconds: red because the machine is busy is not red because the guard is gone.
  testTimeout: 20_000,
})
await vitest.standalone()

process.on('message', (order: TestOrder) => {
  void run(order).then((report) => process.send?.(report))
})
process.on('disconnect', () => void vitest.close().then(() => process.exit()))

async function run({ files, titles, changed }: TestOrder): Promise<TestReport> {
  try {
    for (const file of changed) vitest.invalidateFile(file)
    const escaped = titles.map((title) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    vitest.setGlobalTestNamePattern(new RegExp(escaped.join('|')))
    const specifications = await vitest.globTestSpecifications(files)
    await vitest.runTestSpecifications(specifications)
    const tests = specifications.flatMap(({ testModule }) => [...(testModule?.children.allTests() ?? [])])
    return { results: tests.flatMap(resultOf) }
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function resultOf(test: TestCase): TestResult[] {
  const { state } = test.result()
  if (state !== 'passed' && state !== 'failed') return []
  return [{ title: titleOf(test), passed: state === 'passed' }]
}

/** With the titles of what it stands in, as the pattern above is matched. */
function titleOf({ name, parent }: TestCase): string {
  const titles = [name]
  for (let suite = parent; suite.type === 'suite'; suite = suite.parent) titles.unshift(suite.name)
  return titles.join(' ')
}
