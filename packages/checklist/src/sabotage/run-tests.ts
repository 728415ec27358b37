import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { jsonIn } from '../http.ts'

export interface TestResult {
  title: string
  passed: boolean
}

/**
 * Runs test files of a copy and tells how each test went; none of a file that does not load.
 * @param title only tests with this in their title
 */
export async function runTests(root: string, files: readonly string[], title = ''): Promise<TestResult[]> {
  const report = join(root, 'report.json')
  const pattern = title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const named = pattern === '' ? [] : [`--testNamePattern=${pattern}`]
  // Milliseconds: red because the machine is busy is not red because the guard is gone.
  const patience = '--testTimeout=20000'
  const options = ['--project=unit', patience, '--pool=threads', '--no-isolate', '--reporter=json', ...named]
  const args = ['run', ...options, `--outputFile=${report}`, ...files]
  // A Vitest that runs us must not be taken for the one that we start.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  const child = spawn(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, env })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  }
  await once(child, 'close')
  if (!existsSync(report)) throw new Error(`Vitest wrote no report:\n${said.join('')}`)
  const { testResults = [] } = jsonIn(readFileSync(report, 'utf8')) as Report
  rmSync(report)
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed')
    .map(({ fullName, status }) => ({ title: fullName, passed: status === 'passed' }))
}

/** As far as we read Vitest's JSON report. */
interface Report {
  testResults?: { assertionResults: { fullName: string; status: string }[] }[]
}
