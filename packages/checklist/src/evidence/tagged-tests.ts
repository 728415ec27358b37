import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from '@chain-of-trust/tooling'
import type { TestOutcome } from './test-outcome.ts'

const REPORTER = 'packages/checklist/src/evidence/reporter.ts'
/** Modules that are loaded once for all files: to load them for each takes three times as long as the tests. */
const TOGETHER = ['--pool=threads', '--no-isolate']

/**
 * Runs the tests beside the code that name one of these controls: first all in one go, then each file with a failed one
 * by itself, as `npm test` runs it. That decides: what a neighbour left behind says nothing about a control.
 *
 * @param files with such tests, from the root of the repository
 * @returns how each of them went; none of a file that does not load
 * @throws Error when Vitest did not get to its end
 */
export async function runTaggedTests(
  ids: readonly string[],
  files: readonly string[],
): Promise<TestOutcome[]> {
  if (files.length === 0) return []
  const together = await run(ids, files, TOGETHER)
  const again = filesToRepeat(files, together)
  if (again.length === 0) return together
  return [...together.filter(({ file }) => !again.includes(file)), ...(await run(ids, again, []))]
}

/** Files that did not load, or of which a test failed. */
export function filesToRepeat(files: readonly string[], outcomes: readonly TestOutcome[]): string[] {
  const failed = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ file }) => file))
  const ran = new Set(outcomes.map(({ file }) => file))
  return files.filter((file) => failed.has(file) || !ran.has(file))
}

async function run(
  ids: readonly string[],
  files: readonly string[],
  more: readonly string[],
): Promise<TestOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-checklist-'))
  const report = join(folder, 'tests.json')
  try {
    const args = ['run', '--project=unit', `--tags-filter=${ids.join(' or ')}`, '--includeTaskLocation']
    const { output } = await runTool('vitest', [...args, ...more, `--reporter=./${REPORTER}`, ...files], {
      env: { CHECKLIST_TESTS: report },
    })
    return read(report, output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function read(report: string, output: string): TestOutcome[] {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as TestOutcome[]
  } catch {
    throw new Error(`Vitest did not get to its end:\n${output}`)
  }
}
