import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Guard } from './guard.ts'
import { LONGEST, startTestRunner, type TestResult, type TestRunner } from './run-tests.ts'
import type { TreeCopy } from './tree-copy.ts'

export interface GuardOutcome {
  guard: string
  file: string
  /** The named test went red without the guard. */
  noticed: boolean
  /** Controls whose tests went red without the guard. */
  controls: readonly string[]
  fault?: string
}

/** Removes every guard in turn, one at a time in each copy. @param green how the tests went before */
export async function removeEach(
  copies: readonly TreeCopy[],
  guards: readonly Guard[],
  green: readonly TestResult[],
  tell: (outcome: GuardOutcome) => void,
): Promise<void> {
  const queue = [...guards]
  const work = async ({ root }: TreeCopy) => {
    const tests = startTestRunner(root)
    for (let guard = queue.shift(); guard !== undefined; guard = queue.shift()) {
      tell(await removeGuard(root, guard, tests, limitFor(green, guard.red.test)))
    }
    await tests.close()
  }
  await Promise.all(copies.map(work))
}

/**
 * Removes one guard in a copy, runs the named test file, and puts the guard back.
 *
 * @param limit milliseconds that the test is given at first
 */
export async function removeGuard(
  root: string,
  row: Guard,
  tests: TestRunner,
  limit: number,
): Promise<GuardOutcome> {
  const { guard, file, red } = row
  const path = join(root, file)
  const whole = readFileSync(path, 'utf8')
  const run = (text: string, milliseconds: number) => {
    writeFileSync(path, text)
    return tests.run([red.file], [red.test], [file], milliseconds)
  }
  try {
    const cut = without(whole, row)
    let results = await run(cut, limit)
    // Without the guard it waits for what never comes; or the machine is busy, and then it is late with the guard too.
    const late = results.some(({ timedOut }) => timedOut) && limit < LONGEST
    if (late && (await run(whole, limit)).some(({ passed }) => !passed)) results = await run(cut, LONGEST)
    const fault = faultIn(results, red.test)
    const controls = [...new Set(results.flatMap(({ passed, tags = [] }) => (passed ? [] : tags)))]
    return { guard, file, noticed: fault === undefined, controls, ...(fault && { fault }) }
  } catch (error) {
    return {
      guard,
      file,
      noticed: false,
      controls: [],
      fault: error instanceof Error ? error.message : String(error),
    }
  } finally {
    writeFileSync(path, whole)
  }
}

/** Ten times what the test took with the guard, in milliseconds; as red tests may wait for their limit, no more. */
export function limitFor(green: readonly TestResult[], test: string): number {
  const took = green.filter(({ title }) => title.includes(test)).map(({ milliseconds }) => milliseconds)
  return took.length === 0 ? LONGEST : Math.min(LONGEST, Math.max(5000, 10 * Math.max(...took)))
}

/** @throws Error when the guard has moved */
export function without(text: string, { file, cut, paste }: Guard): string {
  const found = text.split(cut).length - 1
  if (found !== 1) throw new Error(`${file} has ${found} times: ${cut}`)
  return text.replace(cut, () => paste)
}

/** Undefined: the named test is red. A file that does not load any more proves nothing. */
export function faultIn(
  results: readonly Pick<TestResult, 'title' | 'passed'>[],
  test: string,
): string | undefined {
  const named = results.filter(({ title }) => title.includes(test))
  if (named.length === 0) return `no test of that name ran (${results.length} did): ${test}`
  return named.some(({ passed }) => !passed) ? undefined : `still green: ${test}`
}

/** How the named tests go before anything is removed: they must be green, or a red one says nothing. */
export async function runNamed(
  copies: readonly TreeCopy[],
  guards: readonly Guard[],
): Promise<readonly TestResult[]> {
  // Of this file only: what one row calls its test may be a part of another file's title.
  const titlesIn = (file: string) => guards.filter(({ red }) => red.file === file).map(({ red }) => red.test)
  const queue = [...new Set(guards.map(({ red }) => red.file))]
  const results: TestResult[] = []
  const work = async ({ root }: TreeCopy) => {
    const tests = startTestRunner(root)
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      results.push(...(await tryTwice(tests, file, [...new Set(titlesIn(file))])))
    }
    await tests.close()
  }
  await Promise.all(copies.map(work))
  return results
}

/** Red once may be the busy machine: a second try, as every test has one in a whole run (vitest.config.ts). */
export async function tryTwice(
  tests: Pick<TestRunner, 'run'>,
  file: string,
  titles: readonly string[],
): Promise<readonly TestResult[]> {
  const first = await tests.run([file], titles)
  return first.every(({ passed }) => passed) ? first : tests.run([file], titles)
}

/** Why a removal would say nothing: a named test is red already, or is not there. */
export function redBefore(results: readonly TestResult[], guards: readonly Guard[]): string[] {
  const missing = guards.filter(({ red }) => !results.some(({ title }) => title.includes(red.test)))
  return [
    ...results
      .filter(({ passed }) => !passed)
      .map(({ title, reason = 'it did not say why' }) => `${title}: ${reason}`),
    ...missing.map(({ red }) => `no such test: ${red.test}`),
  ]
}
