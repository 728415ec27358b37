import type { Guard } from './guard.ts'

const JOBS = 'apps/orchestrator/src/jobs'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${JOBS}/${file}.ts`,
    cut,
    paste,
    red: { file: `${JOBS}/${tests}.test.ts`, test },
  }))

export const jobs: readonly Guard[] = [
  {
    guard: 'a sealed token opens for its owner only',
    file: 'packages/token-flow/src/token-seal.ts',
    cut: 'Buffer.from(JSON.stringify(owner))',
    paste: "Buffer.from(owner.length > 0 ? '' : 'nobody')",
    red: { file: 'packages/token-flow/src/token-seal.test.ts', test: 'it does not open for another person' },
  },
  ...of([
    [
      'a job belongs to one person',
      'sql-job-store',
      'await database.all(`select body from job where ${THEIRS} and id = ?3`, tid, oid, id)',
      'await database.all(`select body from job where (${THEIRS} or true) and id = ?3`, tid, oid, id)',
      'jobs',
      'another person sees, runs and cancels nothing',
    ],
    [
      'one process claims a run',
      'sql-job-store',
      'where id = ?1 and version = ?2`',
      'where id = ?1 and ?2 >= 0`',
      'runner',
      'two processes on one store run a job once',
    ],
    [
      'no approval, no unattended run',
      'unattended',
      '!tool.approval && tool.repeatable',
      'tool.repeatable',
      'unattended',
      'only what may happen twice runs unattended',
    ],
    [
      'a cancelled job has no power left',
      'jobs',
      '      await grants.destroy(job.id)\n      runner.giveUp(job.id)',
      '      runner.giveUp(job.id)',
      'jobs',
      'cancelling destroys the grant',
    ],
    [
      'the same proof is not asked for twice',
      'runner',
      'return repeated ? undefined : needs',
      'return repeated ? needs : needs',
      'needs-user',
      'given twice, it is an end',
    ],
    [
      'a refused refresh token takes only itself along',
      'grants/grants',
      'await store.remove(job.id, held.generation)',
      'await store.remove(job.id)',
      'grants/grants',
      'takes only itself along',
    ],
    [
      'a refresh token is redeemed once',
      'grants/grants',
      '(turns.get(key) ?? Promise.resolve())',
      'Promise.resolve()',
      'grants/grants',
      'each once',
    ],
    [
      'a revoked grant is not used',
      'grants/grants',
      'if (before !== undefined && issuedAt < before)',
      'if (before !== undefined && issuedAt < 0)',
      'grants/grants',
      'told of at its start is not used',
    ],
    [
      'a revocation destroys grants',
      'grants/grants',
      'destroyRevoked(whose).catch(',
      'Promise.resolve(whose).catch(',
      'grants/grants',
      'a revocation destroys the grants from before it',
    ],
    [
      'the key is for the owner alone',
      'grants/grant-key',
      '& closed) !== 0',
      '& 0) !== 0',
      'grants/grant-key',
      'a key that others may read',
    ],
  ]),
]
