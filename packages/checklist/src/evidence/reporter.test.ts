import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import type { TestOutcome } from './test-outcome.ts'

const here = import.meta.dirname
const PASSES = "test('is refused', { tags: ['AUD-1'] }, () => {})"

/** A repository of some test files, with the reporter as it is and two controls, both guarded. */
function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-reporter-'))
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'))
  write('package.json', '{"type":"module"}')
  write(
    'vitest.config.ts',
    "export default { test: { include: ['packages/*/src/*.test.ts'], tags: [{ name: 'AUD-1' }, { name: 'AUD-2' }] } }",
  )
  write(
    'reporter.ts',
    `import { CONTROLS } from '${join(here, '../controls/index.ts')}'
import { declaredTags } from '${join(here, 'declared-tags.ts')}'
import ChecklistReporter from '${join(here, 'reporter.ts')}'
const root = import.meta.dirname
const guard = (file: string) => ({ guard: 'g', file: 'x.ts', cut: 'x', paste: '', red: { file, test: 'is refused' } })
export default class extends ChecklistReporter {
  constructor() {
    super({
      root,
      controls: CONTROLS.filter(({ id }) => process.env['CONTROLS_OF_TEST']!.includes(id)),
      guards: [guard('packages/a/src/a.test.ts'), guard('packages/b/src/b.test.ts')],
      declared: () => declaredTags('all', root),
    })
  }
}
`,
  )
  for (const [name, body] of Object.entries(files)) {
    write(`packages/${name}/src/${name}.test.ts`, `import { test } from 'vitest'\n${body}\n`)
  }
  return root
}

interface Run {
  status: number
  output: string
}

function runIn(
  root: string,
  controls: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Run> {
  // A Vitest that runs us must not be taken for the one that is started.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs')
  const command = [vitest, 'run', '--root', root, '--reporter=./reporter.ts', ...args]
  const options = { cwd: root, env: { ...Object.fromEntries(inherited), CONTROLS_OF_TEST: controls, ...env } }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

const patient = { timeout: 300_000 }

test('a run whose tests prove every control says so and stays green', patient, async () => {
  const root = repository({
    a: `${PASSES}\ntest('no /proc', { tags: ['AUD-1'] }, ({ skip }) => skip('This system has no /proc.'))`,
    c: "test('of no control', () => {})",
  })
  expect(await runIn(root, 'AUD-1')).toEqual({
    status: 0,
    output: expect.stringContaining('Checklist: 1 of 1 controls proven, 0 failed') as string,
  })
})

test(
  'a run with no failed test is red for a skipped test, and for a control of which nothing ran',
  patient,
  async () => {
    const root = repository({
      a: `${PASSES}\ntest.skip('hidden', { tags: ['AUD-1'] }, () => {})`,
      b: "test('is refused', { tags: ['AUD-2'] }, () => {})",
    })
    const { status, output } = await runIn(root, 'AUD-1 AUD-2', ['--exclude=packages/b/**'])
    expect(status).toBe(1)
    expect(output).toContain('test hidden: skipped: it did not run to its end')
    expect(output).toContain('tagged, but did not run: packages/b/src/b.test.ts')
    expect(output).toContain('Checklist: 0 of 2 controls proven, 2 failed')
  },
)

test('a tagged file that does not load is missed', patient, async () => {
  const root = repository({ a: `${PASSES}\nthrow new Error('no')` })
  const { status, output } = await runIn(root, 'AUD-1')
  expect(status).toBe(1)
  expect(output).toContain('tagged, but did not run: packages/a/src/a.test.ts')
})

test('an id that is in no table ends the run red', patient, async () => {
  const root = repository({ a: PASSES, b: "test('x', { tags: ['AUD-99'] }, () => {})" })
  expect((await runIn(root, 'AUD-1')).status).not.toBe(0)
})

test(
  'for the command it writes down each tagged test: where it stands, how it went, when',
  patient,
  async () => {
    const root = repository({ a: `${PASSES}\ntest('of no control', () => {})` })
    const file = join(root, 'tests.json')
    const before = Date.now()
    const { status, output } = await runIn(root, 'AUD-2', ['--includeTaskLocation'], {
      CHECKLIST_TESTS: file,
    })
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.not.stringContaining('Checklist:') as string,
    })
    const [outcome, ...others] = JSON.parse(readFileSync(file, 'utf8')) as TestOutcome[]
    expect(others).toEqual([])
    expect(outcome).toMatchObject({
      title: 'is refused',
      file: 'packages/a/src/a.test.ts',
      line: 2,
      tags: ['AUD-1'],
      status: 'passed',
    })
    expect(outcome!.at).toBeGreaterThanOrEqual(before)
  },
)
