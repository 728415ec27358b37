import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Guard } from './guard.ts'
import { startTestRunner, type TestResult, type TestRunner } from './run-tests.ts'
import type { TreeCopy } from './tree-copy.ts'

export interface GuardOutcome {
  guard: string
  file: string
  /** The named test went red without the guard. */
  noticed: boolean
  fault?: string
}

/** Removes every guard in turn, one at a time in each copy. */
export async function removeEach(
  copies: readonly TreeCopy[],
  guards: readonly Guard[],
  tell: (outcome: GuardOutcome) => void,
): Promise<void> {
  const queue = [...guards]
  const work = async ({ root }: TreeCopy) => {
    const tests = startTestRunner(root)
    for (let guard = queue.shift(); guard !== undefined; guard = queue.shift()) {
      tell(await removeGuard(root, guard, tests))
    }
    await tests.close()
  }
  await Promise.all(copies.map(work))
}

/** Removes one guard in a copy, runs the named test file, and puts the guard back. */
async function removeGuard(root: string, row: Guard, tests: TestRunner): Promise<GuardOutcome> {
  const { guard, file, red } = row
  const path = join(root, file)
  const whole = readFileSync(path, 'utf8')
  try {
    writeFileSync(path, without(whole, row))
    const fault = faultIn(await tests.run([red.file], [red.test], [file]), red.test)
    return { guard, file, noticed: fault === undefined, ...(fault && { fault }) }
  } catch (error) {
    return { guard, file, noticed: false, fault: error instanceof Error ? error.message : String(error) }
  } finally {
    writeFileSync(path, whole)
  }
}

/** @throws Error when the guard has moved */
export function without(text: string, { file, cut, paste }: Guard): string {
  const found = text.split(cut).length - 1
  if (found !== 1) throw new Error(`${file} has ${found} times: ${cut}`)
  return text.replace(cut, () => paste)
}

/** Undefined: the named test is red. A file that does not load any more proves nothing. */
export function faultIn(results: readonly TestResult[], test: string): string | undefined {
  const named = results.filter(({ title }) => title.includes(test))
  if (named.length === 0) return `no test of that name ran (${results.length} did): ${test}`
  return named.some(({ passed }) => !passed) ? undefined : `still green: ${test}`
}

/** What the copies must be before anything is removed: green, or a red test says nothing. */
export async function redBefore(copies: readonly TreeCopy[], guards: readonly Guard[]): Promise<string[]> {
  const files = [...new Set(guards.map(({ red }) => red.file))]
  const titles = [...new Set(guards.map(({ red }) => red.test))]
  const queue = [...files]
  const results: TestResult[] = []
  const work = async ({ root }: TreeCopy) => {
    const tests = startTestRunner(root)
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      results.push(...(await tests.run([file], titles)))
    }
    await tests.close()
  }
  await Promise.all(copies.map(work))
  const missing = guards.filter(({ red }) => !results.some(({ title }) => title.includes(red.test)))
  return [
    ...results.filter(({ passed }) => !passed).map(({ title }) => title),
    ...missing.map(({ red }) => `no such test: ${red.test}`),
  ]
}
