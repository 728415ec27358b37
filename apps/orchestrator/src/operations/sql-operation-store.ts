import { migrate, type SqlDatabase, type SqlRow } from '@chain-of-trust/service-kit'
import { inTurn } from '../state/in-turn.ts'
import { ENDED, NEXT, type OperationState, type StoredOperation } from './operation.ts'
import type { Change, OperationStore } from './operation-store.ts'
import type { Runners } from './runners.ts'

// `if not exists`: files from before the steps were counted have the table. `finished_at` is null while an operation
// waits or runs. Times are milliseconds since the epoch.
const STEPS = [
  `create table if not exists operation (
    id text primary key, tid text not null, oid text not null, state text not null, version bigint not null,
    runner text, body text not null, created_at bigint not null, expires_at bigint not null,
    finished_at bigint
  )`,
  'create index if not exists operation_subject on operation (tid, oid, created_at)',
  'create index if not exists operation_state on operation (state, expires_at)',
]

const SELECT = 'select id, tid, oid, state, version, runner, body from operation'
const THEIRS = 'tid = ?1 and oid = ?2'

export interface OperationStoreOptions {
  /** Of one person, waiting or running. */
  most?: number
  /** Of one person, ended. */
  kept?: number
}

/**
 * Operations in SQLite or PostgreSQL. Makes its table when it is missing. What it holds is the person's own words and
 * documents.
 * @param runners who runs what this process starts
 */
export async function openOperationStore(
  database: SqlDatabase,
  runners: Runners,
  { most = 100, kept = 50 }: OperationStoreOptions = {},
): Promise<OperationStore> {
  await migrate(database, 'operation', STEPS)

  return {
    add: (operation) => {
      const { id, subject, state, version, createdAt, expiresAt } = operation
      const { tid, oid } = subject
      return inTurn(database, ['operation', tid, oid], async (session) => {
        const [added] = await session.all(`select 1 from operation where ${THEIRS} and id = ?3`, tid, oid, id)
        if (added !== undefined) return true
        const [row] = await session.all(
          `select count(*) as open from operation where ${THEIRS} and finished_at is null`,
          tid,
          oid,
        )
        if (Number(row?.['open']) >= most) return false
        await session.run(
          `insert into operation (id, tid, oid, state, version, body, created_at, expires_at)
           values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
          id,
          tid,
          oid,
          state,
          version,
          JSON.stringify(operation),
          createdAt,
          expiresAt,
        )
        return true
      })
    },
    async find({ tid, oid }, id) {
      const [row] = await database.all(`${SELECT} where ${THEIRS} and id = ?3`, tid, oid, id)
      return row === undefined ? undefined : readRow(row)
    },
    async list({ tid, oid }) {
      const order = 'order by finished_at is not null, created_at desc, id'
      return (await database.all(`${SELECT} where ${THEIRS} ${order}`, tid, oid)).map(readRow)
    },
    async change(from, change) {
      if (!NEXT[from.state].includes(change.state)) {
        throw new Error(`an operation does not go from ${from.state} to ${change.state}`)
      }
      const next = changed(from, change)
      const { tid, oid } = from.subject
      const changes = await database.run(
        `update operation set state = ?5, version = ?6, runner = ?7, body = ?8, finished_at = ?9
         where ${THEIRS} and id = ?3 and version = ?4`,
        tid,
        oid,
        from.id,
        from.version,
        next.state,
        next.version,
        next.state === 'running' ? runners.id : null,
        JSON.stringify(next),
        next.finishedAt ?? null,
      )
      if (changes !== 1) return undefined
      if (ENDED.has(next.state)) await trim(tid, oid)
      return next
    },
    async exists(id) {
      return (await database.all('select 1 from operation where id = ?1', id)).length > 0
    },
    async overdue(now) {
      const waiting = "state in ('needs_user', 'interrupted')"
      return (await database.all(`${SELECT} where ${waiting} and expires_at <= ?1`, now)).map(readRow)
    },
    async orphaned(here) {
      const rows = await database.all(`${SELECT} where state = 'running'`)
      if (rows.length === 0) return []
      const gone = await runners.gone(rows.map(runnerOf))
      // Last: what has begun since the sweep did is in it. What has ended since then is changed no more.
      const ours = here()
      const left = (row: SqlRow) =>
        gone.has(runnerOf(row)) || (runnerOf(row) === runners.id && !ours.has(String(row['id'])))
      return rows.filter(left).map(readRow)
    },
    async forget(time) {
      await database.run('delete from operation where finished_at <= ?1', time)
    },
  }

  async function trim(tid: string, oid: string): Promise<void> {
    const latest = `select id from operation where ${THEIRS} and finished_at is not null
      order by finished_at desc, id limit ?3`
    await database.run(
      `delete from operation where ${THEIRS} and finished_at is not null and id not in (${latest})`,
      tid,
      oid,
      kept,
    )
  }
}

const runnerOf = (row: SqlRow): string => String(row['runner'])

function changed(from: StoredOperation, change: Change): StoredOperation {
  const merged = Object.entries({ ...from, ...change, version: from.version + 1 })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as unknown as StoredOperation
}

/** The whole; where a column says the same, the column counts. */
function readRow(row: SqlRow): StoredOperation {
  return {
    ...(JSON.parse(String(row['body'])) as StoredOperation),
    id: String(row['id']),
    subject: { tid: String(row['tid']), oid: String(row['oid']) },
    state: String(row['state']) as OperationState,
    version: Number(row['version']),
  }
}
