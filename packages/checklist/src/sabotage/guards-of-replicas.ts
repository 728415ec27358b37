import type { Guard } from './guard.ts'

const SOURCES = 'apps/orchestrator/src'
const BROKEN = 'routes/broken-calls'

/** The guard, what is cut from where, what is left in its place, the test that must go red. */
type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const rows: Row[] = [
  [
    'a call whose outcome is unknown is not made again, unless that is safe',
    'tools/broken-call',
    'if (!call.repeatable) throw outcomeUnknown(broken, begun, audit)',
    '',
    BROKEN,
    'a deletion is not made again',
  ],
  [
    'a broken call is repeated once',
    'tools/broken-call',
    'throw again instanceof BrokenOff ? unavailable(again) : again',
    'if (again instanceof BrokenOff) return repeatedIfSafe(attempt, call, audit)\n      throw again',
    BROKEN,
    'broken off twice is an outage',
  ],
  [
    'what was never sent is told from what may have happened',
    'mcp/guarded-fetch',
    "if (!wasNeverSent(cause)) throw new BrokenOff('the connection broke off', cause)",
    '',
    BROKEN,
    'a reset connection: a deletion is not made again',
  ],
  [
    'a proxy that lost the server is no refusal',
    'mcp/guarded-fetch',
    'if (LOST.has(response.status))',
    'if (false)',
    BROKEN,
    'a proxy that lost the server (502): a deletion',
  ],
  [
    'a torn answer is none',
    'mcp/mcp-client',
    'fetch: guardedFetch(fetch, (what) => broken.abort(what)),',
    'fetch: guardedFetch(fetch),',
    BROKEN,
    'a stream that is torn: a deletion',
  ],
  [
    'a deletion is not repeatable',
    'policy',
    "scopes: ['Documents.Delete'],\n        approval: true,\n        repeatable: false,",
    "scopes: ['Documents.Delete'],\n        approval: true,\n        repeatable: true,",
    BROKEN,
    'a deletion is not made again',
  ],
  [
    'a resumed call that breaks off is not done again by itself',
    'operations/resume',
    'if (isOutcomeUnknown(refusal)) return unknown(claimed, caller)',
    '',
    BROKEN,
    'only its person makes it again',
  ],
  [
    'nothing that must not happen twice runs unattended',
    'jobs/unattended',
    '!tool.approval && tool.repeatable &&',
    '!tool.approval &&',
    'jobs/unattended',
    'only what may happen twice',
  ],
]

export const replicas: readonly Guard[] = rows.map(([guard, file, cut, paste, tests, test]) => ({
  guard,
  file: `${SOURCES}/${file}.ts`,
  cut,
  paste,
  red: { file: `${SOURCES}/${tests}.test.ts`, test },
}))
