import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const KIT = 'packages/service-kit/src/audit-trail'
const COMPARE = 'packages/tooling/src/audit/compare-with-held.ts'
const ALONE = `${KIT}/forwarder.test.ts`
const BOTH = 'apps/audit-trail/src/forwarding.test.ts'
const COMMAND = 'apps/audit-trail/src/commands/held.test.ts'

const ROWS: readonly Row[] = [
  [
    'a fork is not sent on',
    `${KIT}/forward-log.ts`,
    "if (answer.error !== 'gap') throw contradicted(answer)",
    '',
    BOTH,
    'a fork that only audit-trail can see',
  ],
  [
    'a log that was written anew is not gone on with',
    `${KIT}/log-position.ts`,
    'if (position.hash === head.hash) return position',
    "if (head.hash !== '') return position",
    BOTH,
    'a log that was begun anew is not mixed',
  ],
  [
    'a log that was cut is not gone on with',
    `${KIT}/log-position.ts`,
    'if (lines === undefined) {',
    'if (lines === undefined) return position\n    if (position.seq < -1) {',
    ALONE,
    'cut, together with its checkpoints',
  ],
  [
    'a log that was tampered with is said to be',
    `${KIT}/forwarder.ts`,
    'if (!(err instanceof LogContradicted)) throw err',
    'throw err',
    ALONE,
    'cut, together with its checkpoints',
  ],
  [
    'a log that was tampered with does not hold up the others',
    `${KIT}/forwarder.ts`,
    '.behindSince().catch(() => undefined)',
    '.behindSince()',
    ALONE,
    'does not hold up that of its neighbour',
  ],
  [
    'half a line is not sent',
    `${KIT}/log-position.ts`,
    'const bytes = block.subarray(0, end)',
    'const bytes = block.subarray(0, bytesRead)',
    ALONE,
    'a line that is still being written',
  ],
  [
    'what is recorded last is sent',
    `${KIT}/forwarder.ts`,
    'await catchUpAll(AbortSignal.timeout(times.lastPatience)).catch(() => undefined)',
    '',
    ALONE,
    'what a service records last',
  ],
  [
    'a log is held against what audit-trail has of it',
    COMPARE,
    'if (hash === head.hash) return []',
    'if (head.seq >= 0) return []',
    COMMAND,
    'a log that was cut together with its checkpoints is found',
  ],
  [
    'a log that was begun anew is held against the old one',
    COMPARE,
    'another === undefined ? [] : [begunAnew(another)]',
    '[]',
    COMMAND,
    'a log that was begun anew is found',
  ],
  [
    'a log that is gone is missed by audit-trail',
    'packages/tooling/src/audit/verify-logs.ts',
    '...gone.map(goneReport)',
    '',
    COMMAND,
    'a log of which nothing is left is missed',
  ],
  [
    'audit-trail’s own store is verified',
    COMPARE,
    '[...faultsOf(own), ...compare(files, own)]',
    'compare(files, own)',
    COMMAND,
    'what was changed at audit-trail is found',
  ],
]

/** How a log comes to audit-trail, and what the two say of each other. */
export const auditForwarding: readonly Guard[] = ROWS.map(([guard, file, cut, paste, tests, test]) => ({
  guard,
  file,
  cut,
  paste,
  red: { file: tests, test },
}))
