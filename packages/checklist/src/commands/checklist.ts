/**
 * `npm run checklist [-- --only ID] [--json] [--out FOLDER] [--state-dir FOLDER] [--sabotage]`: proves each control by its
 * tagged tests, and by probes, attacks and pairs against the running system, which is started if it is not up. Writes
 * evidence.html and evidence.md. With --sabotage each guard is removed in a copy as well. Exit status 0 when every
 * control is proven, or excluded with a reason.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commit, startUnlessUp, stateDirectory, SystemError, writeAtomically } from '@chain-of-trust/tooling'
import { CONTROLS } from '../controls/index.ts'
import { declaredTags } from '../evidence/declared-tags.ts'
import { judge, type Finding } from '../evidence/judge.ts'
import { attackSystem, probeSystem } from '../evidence/live.ts'
import { table } from '../evidence/print-controls.ts'
import { proveRemovals } from '../evidence/removals.ts'
import { runTaggedTests } from '../evidence/tagged-tests.ts'
import type { TestOutcome } from '../evidence/test-outcome.ts'
import { htmlOf } from '../pack/html.ts'
import { jsonOf } from '../pack/json.ts'
import { markdownOf } from '../pack/markdown.ts'
import { GUARDS } from '../sabotage/guards.ts'

const USAGE = 'npm run checklist -- [--only ID] [--json] [--out FOLDER] [--state-dir FOLDER] [--sabotage]'

const abort = new AbortController()
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => abort.abort())
/** Progress; stdout is the result's. */
const say = (line: string): void => console.error(line)

const status = await main().catch((error: unknown) => {
  console.error(error instanceof SystemError ? error.message : error)
  return 1
})
process.exit(status)

async function main(): Promise<number> {
  const options = readOptions()
  if (!options) return 1
  const controls = CONTROLS.filter(({ id }) => options.only === undefined || id === options.only)
  if (controls.length === 0) throw new SystemError(`There is no control ${options.only}.`)
  const ids = new Set<string>(controls.map(({ id }) => id))
  const stateDir = stateDirectory(options['state-dir'])
  const source = commit()
  const declared = new Map([...declaredTags('unit')].filter(([, tags]) => tags.some((id) => ids.has(id))))

  const findings: Finding[] = []
  const tell = (finding: Finding): void => {
    findings.push(finding)
    const { kind, name, result, seen } = finding
    if (result !== 'passed') say(`${result}: ${kind} ${name}: ${seen}`)
  }
  const system = await startUnlessUp(abort.signal, stateDir)
  let tests: TestOutcome[]
  try {
    const live = { ids, stateDir, tell, signal: abort.signal }
    say('Looking at the running system…')
    await probeSystem(live)
    say(
      `Attacks and pairs against it; beside them the tests of ${ids.size} controls in ${declared.size} files…`,
    )
    tests = await bothOf(runTaggedTests([...ids], [...declared.keys()]), attackSystem(live))
  } finally {
    await system?.stop()
  }
  if (options.sabotage) {
    say('Removing guards, one after the other…')
    await proveRemovals(tests, GUARDS, tell)
  }

  const judged = judge(controls, { tests, findings, guards: GUARDS, declared })
  const at = Date.now()
  const pack = { revision: source.revision, at, command: commandLine(), judged }
  mkdirSync(options.out, { recursive: true })
  writeAtomically(join(options.out, 'evidence.html'), htmlOf(pack), 0o644)
  writeAtomically(join(options.out, 'evidence.md'), markdownOf(pack), 0o644)
  console.log(options.json ? JSON.stringify(jsonOf(pack), undefined, 2) : table(judged).join('\n'))
  say(`Written: ${join(options.out, 'evidence.html')} and evidence.md`)
  return judged.some(({ status }) => status === 'failed') ? 1 : 0
}

/** The tests' outcome, when the attacks are through as well: neither goes on while the other's fault is reported. */
async function bothOf(tests: Promise<TestOutcome[]>, attacks: Promise<void>): Promise<TestOutcome[]> {
  const [tested, attacked] = await Promise.allSettled([tests, attacks])
  if (attacked.status === 'rejected') throw attacked.reason
  if (tested.status === 'rejected') throw tested.reason
  return tested.value
}

function commandLine(): string {
  const args = process.argv.slice(2)
  return ['npm run checklist', ...(args.length === 0 ? [] : ['--', ...args])].join(' ')
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        sabotage: { type: 'boolean', default: false },
        out: { type: 'string', default: join(stateDirectory(), 'checklist') },
        'state-dir': { type: 'string' },
      },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return undefined
  }
}
