import type { DatabaseSync } from 'node:sqlite'
import type { StoredJob } from './job.ts'
import type { JobStore } from './job-store.ts'

const MOST_LISTED = 100

export function sqliteJobStore(database: DatabaseSync): JobStore {
  const count = database.prepare(
    `select count(*) as jobs from job where tid = ? and oid = ? and state not in ('finished', 'cancelled')`,
  )
  const insert = database.prepare('insert into job values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const select = database.prepare('select body from job where id = ? and tid = ? and oid = ?')
  const known = database.prepare('select 1 from job where id = ?')
  const all = database.prepare(
    `select body from job where tid = ? and oid = ? order by rowid desc limit ${MOST_LISTED}`,
  )
  const due = database.prepare(
    `select body from job where (state = 'scheduled' and next_run <= ?1) or (state = 'running' and lease_until < ?1)
     order by next_run limit ?2`,
  )
  const update = database.prepare(
    `update job set state = ?, next_run = ?, lease_until = ?, changed_at = ?, version = ?, body = ?
     where id = ? and version = ?`,
  )
  const forget = database.prepare(
    `delete from job where state in ('finished', 'cancelled') and changed_at < ?`,
  )

  return {
    async add(job, most) {
      const { tid, oid } = job.subject
      if (Number(count.get(tid, oid)?.['jobs']) >= most) return false
      const { id, state, nextRun = null, leaseUntil = null, version, createdAt } = job
      insert.run(id, tid, oid, state, nextRun, leaseUntil, createdAt, version, JSON.stringify(job))
      return true
    },
    find: async ({ tid, oid }, id) => read(select.get(id, tid, oid)),
    list: async ({ tid, oid }) => all.all(tid, oid).map((row) => read(row)!),
    exists: async (id) => known.get(id) !== undefined,
    due: async (now, limit) => due.all(now, limit).map((row) => read(row)!),
    async change(from, change) {
      const next: StoredJob = { ...from, ...change, version: from.version + 1 }
      const { id, state, nextRun = null, leaseUntil = null, version } = next
      const body = JSON.stringify(next)
      const { changes } = update.run(state, nextRun, leaseUntil, Date.now(), version, body, id, from.version)
      return changes === 1 ? (JSON.parse(body) as StoredJob) : undefined
    },
    forget: async (time) => void forget.run(time),
  }
}

function read(row: Record<string, unknown> | undefined): StoredJob | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row['body'])) as StoredJob)
}
