import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runTool } from './run-tool.ts'

const SECOND_TRIES = './packages/tooling/src/second-try-reporter.ts'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
})

/**
 * Runs Vitest on this terminal and counts its tests. A run that failed otherwise (a file that does not load, an
 * unhandled rejection, no test found) counts as one failure: it must not look green.
 */
export async function runVitest(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = ['default', 'json', SECOND_TRIES].map((reporter) => `--reporter=${reporter}`)
    const options = [...reporters, `--outputFile.json=${report}`]
    const { ok } = await runTool('vitest', ['run', ...options, ...args], { show: true, env })
    return countTests(ok, readReport(report))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @param report Vitest's JSON report; undefined when it wrote none */
export function countTests(ok: boolean, report: unknown): Counts {
  const parsed = Report.safeParse(report)
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = parsed.data
  const silent = failed === 0 && (!ok || passed === 0)
  return { passed, failed: silent ? 1 : failed, skipped: numPendingTests + numTodoTests }
}

/** The line that a run ends with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
