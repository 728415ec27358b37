import type { Guard } from './guard.ts'

const SOURCES = 'apps/orchestrator/src'

/** The guard, what is cut from where, what is left in its place, the test that must go red. */
type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const rows: Row[] = [
  [
    'a silent replica may still be in the middle of a call',
    'operations/heartbeats',
    'from runner where seen_at > ${CLOCK} - ?1`, goneAfter)',
    'from runner where seen_at > ${CLOCK} - ?1`, 0 * goneAfter)',
    'operations/sql-operation-store',
    'a process that fell silent',
  ],
  [
    'a replica is heard again and again',
    'operations/heartbeats',
    'setInterval(() => void beat().catch(onTrouble), goneAfter / BEATS)',
    'setInterval(() => undefined, goneAfter / BEATS)',
    'operations/sql-operation-store',
    'a process is heard again and again',
  ],
  [
    'who could not be heard says of nobody that they fell silent',
    'operations/heartbeats',
    'if (await lostOurs()) return new Set()',
    '',
    'operations/heartbeats',
    'after an outage nobody is judged',
  ],
  [
    'after an outage the living have time to be heard again',
    'operations/heartbeats',
    'if (now - heardAt > gap) backSince = now',
    '',
    'operations/heartbeats',
    'who is not heard again after an outage',
  ],
  [
    'replicas that count before they add do so in turn',
    'state/in-turn',
    "if (database.dialect === 'postgresql') {",
    'if (what.length === 0) {',
    'state/in-turn',
    'the same thing is counted by one replica at a time',
  ],
  [
    'an outage of the database is a 503',
    'outage',
    'throw outageOf(error) ?? error',
    'throw error',
    'routes/outage',
    'without the database every route says 503',
  ],
  [
    'what ran is written down when the database is back',
    'operations/resume',
    'if (failure instanceof DatabaseUnavailable) later(',
    'if (false) later(',
    'routes/outage',
    'what ran while the database went away',
  ],
  [
    'a yes that cannot be looked up is none',
    'agent/run-tool',
    'if (outageOf(failure) === undefined) throw failure',
    'throw failure',
    'routes/outage',
    'a yes that cannot be looked up',
  ],
  [
    'what was claimed without hearing of it does not run for ever',
    'operations/sql-operation-store',
    '(runnerOf(row) === runners.id && !ours.has',
    '(false && !ours.has',
    'operations/sql-operation-store',
    'what this process claimed and does not run',
  ],
  [
    'a call that begins during a sweep is not taken for dead',
    'operations/operations',
    'store.orphaned(resume.here)',
    'store.orphaned(((ids) => () => ids)(resume.here()))',
    'operations/sql-operation-store',
    'a call that begins while a sweep waits',
  ],
  [
    'a cancelled job stops at the other replica',
    'jobs/runner',
    'if (current?.version !== job.version) controller.abort()',
    '',
    'jobs/replicas',
    'a job that is cancelled at one replica',
  ],
  [
    'the outcome of a job outlives an outage',
    'jobs/runner',
    'untilAnswered(() => store.change(from, to), signal)',
    'store.change(from, to)',
    'jobs/replicas',
    'without the database /api/jobs is a 503',
  ],
  [
    'a grant whose job is just being made stays',
    'jobs/grants/sql-grant-store',
    'now() - ALONE,',
    'now() + ALONE,',
    'jobs/job-stores',
    'a replica that starts takes no grant',
  ],
  [
    'replicas seal grants with one key',
    'jobs/grants/grant-key',
    'if (await store.claimKey(fingerprint)) return',
    'if ((await store.claimKey(fingerprint)) || true) return',
    'jobs/grants/grant-key',
    'a replica with another key does not start',
  ],
]

export const orchestratorState: readonly Guard[] = rows.map(([guard, file, cut, paste, tests, test]) => ({
  guard,
  file: `${SOURCES}/${file}.ts`,
  cut,
  paste,
  red: { file: `${SOURCES}/${tests}.test.ts`, test },
}))
