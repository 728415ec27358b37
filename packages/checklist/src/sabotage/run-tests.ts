import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface TestResult {
  title: string
  passed: boolean
  milliseconds: number
  /** Ended by its limit: the machine may have been busy. */
  timedOut: boolean
  /** Why it failed: the first line of what it said. */
  reason?: string
  /** Ids of the controls that it proves. */
  tags?: readonly string[]
}

/** Milliseconds that no test needs, however busy the machine. */
export const LONGEST = 20_000

export interface TestOrder {
  /** Absolute paths. */
  files: string[]
  /** Only tests with one of these in their title. */
  titles: string[]
  /** What may not be as it was when it was last read. Absolute paths. */
  changed: string[]
  /** Milliseconds for each test that has no limit of its own. */
  limit: number
}

export type TestReport = { results: TestResult[] } | { fault: string }

/** Runs tests of one copy of the sources; started once, for starting costs more than most tests. */
export interface TestRunner {
  /**
   * How each of these tests went; none of a file that does not load.
   * @param files from the root of the copy, like `changed`
   * @param limit milliseconds for each of them
   */
  run(
    files: readonly string[],
    titles: readonly string[],
    changed?: readonly string[],
    limit?: number,
  ): Promise<TestResult[]>
  close(): Promise<void>
}

export function startTestRunner(root: string): TestRunner {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  // What is compiled of a copy goes with the copy.
  const env = { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: join(root, 'compiled') }
  const said: string[] = []
  const child = fork(join(import.meta.dirname, 'test-process.ts'), {
    cwd: root,
    env,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => said.push(text))
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`Vitest ended:\n${said.join('')}`)
  })
  // Expected at the end, and an answer's failure before.
  ended.catch(() => {})

  // A file that was put back has changed as well.
  const touched = new Set<string>()
  const absolute = (files: readonly string[]) => files.map((file) => join(root, file))
  return {
    async run(files, titles, changed = [], limit = LONGEST) {
      for (const file of absolute(changed)) touched.add(file)
      const order: TestOrder = { files: absolute(files), titles: [...titles], changed: [...touched], limit }
      child.send(order)
      const [report] = (await Promise.race([once(child, 'message'), ended])) as [TestReport]
      if ('fault' in report) throw new Error(report.fault)
      return report.results
    },
    async close() {
      child.disconnect()
      await ended.catch(() => {})
    },
  }
}
