import type { ControlId, KnownControl } from '../controls/index.ts'
import type { Guard } from '../sabotage/guard.ts'
import type { Evidence, JudgedControl } from './evidence.ts'
import type { TestOutcome } from './test-outcome.ts'

/** Evidence, and what it is evidence of. */
export interface Finding extends Evidence {
  controls: readonly string[]
}

export interface Found {
  tests: readonly TestOutcome[]
  /** Attacks, pairs and probes of this run; none where only tests ran. */
  findings?: readonly Finding[]
  guards: readonly Guard[]
  /** For each file that had to run, the ids that its sources name. */
  declared: ReadonlyMap<string, readonly string[]>
}

/**
 * A control is proven when a tagged test passed, nothing that names it failed, everything that names it ran (or said
 * what this machine lacks for it), and a guard is known whose removal turns one of its tests red: or the tests might
 * prove nothing.
 */
export function judge(controls: readonly KnownControl[], found: Found): JudgedControl[] {
  return controls.map((control) => judgeOne(control, found))
}

function judgeOne(control: KnownControl, { tests, findings = [], guards, declared }: Found): JudgedControl {
  const { id } = control
  const tagged = tests.filter(({ tags }) => tags.includes(id))
  const others = findings.filter(({ controls }) => controls.includes(id))
  const evidence: Evidence[] = [...others, ...tagged.map(asEvidence)]
  if (control.excluded !== undefined)
    return { control, status: 'excluded', evidence, why: [control.excluded] }
  const why = [
    ...(tagged.some(({ status }) => status === 'passed') ? [] : ['no test with its tag has passed']),
    ...evidence
      .filter(({ result }) => result === 'failed')
      .map(({ kind, name, seen }) => `${kind} ${name}: ${seen}`),
    ...missing(id, tagged, declared),
    ...(guardsOf(tagged, guards).length > 0
      ? []
      : ['no guard is known whose removal one of its tests notices']),
  ]
  return { control, status: why.length === 0 ? 'proven' : 'failed', evidence, why }
}

/** Files that name the control and of which no test ran with its tag. */
function missing(
  id: ControlId,
  tagged: readonly TestOutcome[],
  declared: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ran = new Set(tagged.map(({ file }) => file))
  return [...declared]
    .filter(([file, ids]) => ids.includes(id) && !ran.has(file))
    .map(([file]) => `tagged, but did not run: ${file}`)
}

/** Guards whose removal turns one of these tests red. */
export function guardsOf(tests: readonly TestOutcome[], guards: readonly Guard[]): Guard[] {
  return guards.filter(({ red }) =>
    tests.some(({ file, title }) => file === red.file && title.includes(red.test)),
  )
}

function asEvidence({ title, file, line, status, message, lacking, at }: TestOutcome): Evidence {
  return {
    kind: 'test',
    name: title,
    result: resultOf(status, lacking),
    done: lacking === undefined ? 'The test ran.' : 'The test was left out.',
    seen: lacking ?? message ?? (status === 'passed' ? 'passed' : `${status}: it did not run to its end`),
    file,
    ...(line === undefined ? {} : { line }),
    at,
  }
}

/** A test that is skipped and does not say what it lacks may have been skipped to hide something. */
function resultOf(status: TestOutcome['status'], lacking: string | undefined): Evidence['result'] {
  if (status === 'skipped') return lacking === undefined ? 'failed' : 'left out'
  return status
}
