import { migrate, type SqlDatabase, type SqlRow, type SqlSession } from '@chain-of-trust/service-kit'
import { inTurn } from '../state/in-turn.ts'
import type { StoredJob } from './job.ts'
import type { JobStore } from './job-store.ts'
import { addNotice } from './webhook/sql-notice-store.ts'

const MOST_LISTED = 100

// `if not exists`: files from before the steps were counted have the table.
const STEPS = [
  `create table if not exists job (
    id text primary key, tid text not null, oid text not null, state text not null, next_run bigint,
    lease_until bigint, changed_at bigint not null, version bigint not null, body text not null
  )`,
  'create index if not exists job_subject on job (tid, oid)',
  'create index if not exists job_state on job (state, next_run)',
]

const ENDED = "state in ('finished', 'cancelled')"
const THEIRS = 'tid = ?1 and oid = ?2'

/** Jobs in SQLite or PostgreSQL. Makes its table when it is missing. */
export async function openJobStore(database: SqlDatabase): Promise<JobStore> {
  await migrate(database, 'job', STEPS)

  return {
    add: (job, most) => {
      const { id, state, nextRun = null, leaseUntil = null, version, createdAt } = job
      const { tid, oid } = job.subject
      return inTurn(database, ['job', tid, oid], async (session) => {
        const [row] = await session.all(
          `select count(*) as jobs from job where ${THEIRS} and not ${ENDED}`,
          tid,
          oid,
        )
        if (Number(row?.['jobs']) >= most) return false
        await session.run(
          `insert into job (id, tid, oid, state, next_run, lease_until, changed_at, version, body)
           values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
          id,
          tid,
          oid,
          state,
          nextRun,
          leaseUntil,
          createdAt,
          version,
          JSON.stringify(job),
        )
        return true
      })
    },
    async find({ tid, oid }, id) {
      const [row] = await database.all(`select body from job where ${THEIRS} and id = ?3`, tid, oid, id)
      return row && read(row)
    },
    async list({ tid, oid }) {
      // Many that have ended do not hide one that has not.
      const order = `order by ${ENDED}, changed_at desc limit ${MOST_LISTED}`
      const rows = await database.all(`select body from job where ${THEIRS} ${order}`, tid, oid)
      return rows.map(read).toSorted((a, b) => b.createdAt - a.createdAt)
    },
    async exists(id) {
      return (await database.all('select 1 from job where id = ?1', id)).length > 0
    },
    async due(now, limit) {
      const rows = await database.all(
        `select body from job where (state = 'scheduled' and next_run <= ?1)
           or (state = 'running' and lease_until < ?1)
         order by next_run limit ?2`,
        now,
        limit,
      )
      return rows.map(read)
    },
    async change(from, change, notice) {
      const next: StoredJob = { ...from, ...change, version: from.version + 1 }
      const { id, state, nextRun = null, leaseUntil = null, version } = next
      const body = JSON.stringify(next)
      const swap = async (session: SqlSession) => {
        const changes = await session.run(
          `update job set state = ?3, next_run = ?4, lease_until = ?5, changed_at = ?6, version = ?7, body = ?8
           where id = ?1 and version = ?2`,
          id,
          from.version,
          state,
          nextRun,
          leaseUntil,
          Date.now(),
          version,
          body,
        )
        if (changes !== 1) return undefined
        if (notice !== undefined) await addNotice(session, notice)
        return JSON.parse(body) as StoredJob
      }
      return notice === undefined ? swap(database) : database.transaction(swap)
    },
    async forget(time) {
      await database.run(`delete from job where ${ENDED} and changed_at < ?1`, time)
    },
  }
}

function read(row: SqlRow): StoredJob {
  return JSON.parse(String(row['body'])) as StoredJob
}
