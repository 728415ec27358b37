/**
 * Vitest's reporter of the checklist. In a whole run, as `npm test` makes it, it says which controls the tests have
 * proven, and makes the run red for one that is not. With CHECKLIST_TESTS it writes the outcomes of the tagged tests to
 * that file instead: `npm run checklist` judges them together with what it does itself.
 */
import { writeFileSync } from 'node:fs'
import { repositoryRoot } from '@chain-of-trust/tooling'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'
import { CONTROLS, type KnownControl } from '../controls/index.ts'
import type { Guard } from '../sabotage/guard.ts'
import { GUARDS } from '../sabotage/guards.ts'
import { declaredTags } from './declared-tags.ts'
import { judge } from './judge.ts'
import { summary } from './print-controls.ts'
import { outcomesOf } from './test-outcome.ts'

/** What a run is judged by; ours, unless a test has its own. */
export interface Judged {
  controls: readonly KnownControl[]
  guards: readonly Guard[]
  /** For each file that had to run, the ids that its sources name. */
  declared: () => ReadonlyMap<string, readonly string[]>
  root: string
}

export default class ChecklistReporter implements Reporter {
  private readonly judged: Judged

  constructor(judged: Partial<Judged> = {}) {
    const ours = {
      controls: CONTROLS,
      guards: GUARDS,
      declared: () => declaredTags('all'),
      root: repositoryRoot,
    }
    this.judged = { ...ours, ...judged }
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: readonly unknown[], reason: TestRunEndReason): void {
    const { controls, guards, declared, root } = this.judged
    const tests = outcomesOf(modules, root)
    const file = process.env['CHECKLIST_TESTS']
    if (file !== undefined) return writeFileSync(file, JSON.stringify(tests))
    // Red already; what did not run for that proves nothing about the controls.
    if (reason === 'interrupted') return
    const judged = judge(controls, { tests, guards, declared: declared() })
    process.stdout.write(`\n${summary(judged).join('\n')}\n`)
    // The only way for a reporter to fail a run.
    if (judged.some(({ status }) => status === 'failed')) process.exitCode = 1
  }
}
