import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const suite = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
)

export interface Verdict {
  /** Exit status of the suite: 0 only when every scenario passed. */
  status: number
  /** The required scenarios that passed, with at least one check. A dead server passes some with none. */
  passed: string[]
  /** The others of the required scenarios. */
  failed: string[]
  /** What passed, but does not count for the revision. */
  extra: string[]
  /** Failed checks, for people. */
  faults: string[]
}

interface Check {
  id: string
  status: string
  errorMessage?: string
}

/** Runs the official conformance suite (`node … server --url …`) and reads what it wrote down. */
export async function conformance(args: readonly string[]): Promise<Verdict> {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-'))
  try {
    const { status, output } = await run([suite, ...args, '--output-dir', directory])
    const results = globSync('**/checks.json', { cwd: directory }).map((file) => ({
      name: scenarioOf(dirname(file)),
      checks: JSON.parse(readFileSync(join(directory, file), 'utf8')) as Check[],
    }))
    const outside = new Set([...output.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map(([, name]) => name))
    const passes = results.filter(({ checks }) => passed(checks)).map(({ name }) => name)
    const names = results.map(({ name }) => name)
    return {
      status,
      passed: passes.filter((name) => !outside.has(name)).sort(),
      failed: names.filter((name) => !outside.has(name) && !passes.includes(name)).sort(),
      extra: passes.filter((name) => outside.has(name)).sort(),
      faults: results.flatMap(({ name, checks }) => faults(name, checks)),
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** `server-tools-list-2026-11-22T…Z` → `tools-list`. */
function scenarioOf(folder: string): string {
  return join(dirname(folder), basename(folder).replace(/-\d{4}-\d\d-\d\dT[\d-]+Z?$/, '')).replace(
    /^(server|client)-/,
    '',
  )
}

function passed(checks: Check[]): boolean {
  return (
    checks.some(({ status }) => status === 'SUCCESS') && checks.every(({ status }) => status !== 'FAILURE')
  )
}

function faults(name: string, checks: Check[]): string[] {
  return checks
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage = '' }) => `${name}: ${id}: ${errorMessage.slice(0, 200)}`)
}

function run(args: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ status, output: `${stdout}${stderr}` })
    })
  })
}
