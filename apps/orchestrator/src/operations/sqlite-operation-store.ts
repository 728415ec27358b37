import { openStateDatabase } from '@chain-of-trust/service-kit'
import type { SQLOutputValue } from 'node:sqlite'
import { ENDED, NEXT, type OperationState, type StoredOperation } from './operation.ts'
import type { Change, OperationStore } from './operation-store.ts'
import { lockProcess } from './process-lock.ts'

// `finished_at` is null while an operation waits or runs. Times are milliseconds since the epoch.
const SCHEMA = `
  create table if not exists operation (
    id text primary key, tid text not null, oid text not null, state text not null, version integer not null,
    runner text, body text not null, created_at integer not null, expires_at integer not null,
    finished_at integer
  ) strict;
  create index if not exists operation_subject on operation (tid, oid, created_at);
  create index if not exists operation_state on operation (state, expires_at);
`

export interface SqliteOperationStoreOptions {
  /** Of one person, waiting or running. */
  most?: number
  /** Of one person, ended. */
  kept?: number
}

/**
 * @param file path, or `:memory:`. What it holds is the person's own words and documents: readable by us alone.
 */
export function openOperationStore(
  file: string,
  { most = 100, kept = 50 }: SqliteOperationStoreOptions = {},
): OperationStore {
  // On the disk before the call is made: after a power cut, what ran is still known to have run.
  const database = openStateDatabase(file)
  database.exec(SCHEMA)
  const runner = lockProcess(file)

  const insert = database.prepare(`
    insert into operation select :id, :tid, :oid, :state, :version, null, :body, :created_at, :expires_at, null
    where (select count(*) from operation where tid = :tid and oid = :oid and finished_at is null) < :most`)
  const select = database.prepare('select * from operation where id = ? and tid = ? and oid = ?')
  const selectAll = database.prepare(`
    select * from operation where tid = ? and oid = ? order by finished_at is not null, created_at desc, id`)
  const selectOverdue = database.prepare(
    "select * from operation where state in ('needs_user', 'interrupted') and expires_at <= ?",
  )
  const selectRunning = database.prepare("select * from operation where state = 'running'")
  const selectId = database.prepare('select 1 from operation where id = ?')
  const update = database.prepare(`
    update operation set state = :state, version = :version + 1, runner = :runner, body = :body,
      finished_at = :finished_at
    where id = :id and tid = :tid and oid = :oid and version = :version`)
  const remove = database.prepare('delete from operation where finished_at <= ?')
  const trim = database.prepare(`
    delete from operation where id in (select id from operation
      where tid = ? and oid = ? and finished_at is not null order by finished_at desc limit -1 offset ?)`)

  return {
    async add(operation) {
      const { id, subject, state, version, createdAt, expiresAt } = operation
      const { changes } = insert.run({
        id,
        ...subject,
        state,
        version,
        body: JSON.stringify(operation),
        created_at: createdAt,
        expires_at: expiresAt,
        most,
      })
      return changes === 1
    },
    async find({ tid, oid }, id) {
      const row = select.get(id, tid, oid)
      return row === undefined ? undefined : readRow(row)
    },
    async list({ tid, oid }) {
      return selectAll.all(tid, oid).map(readRow)
    },
    async change(from, change) {
      if (!NEXT[from.state].includes(change.state)) {
        throw new Error(`an operation does not go from ${from.state} to ${change.state}`)
      }
      const next = changed(from, change)
      const { changes } = update.run({
        id: from.id,
        ...from.subject,
        version: from.version,
        state: next.state,
        runner: next.state === 'running' ? runner.id : null,
        body: JSON.stringify(next),
        finished_at: next.finishedAt ?? null,
      })
      if (changes !== 1) return undefined
      if (ENDED.has(next.state)) trim.run(from.subject.tid, from.subject.oid, kept)
      return next
    },
    async exists(id) {
      return selectId.get(id) !== undefined
    },
    async overdue(now) {
      return selectOverdue.all(now).map(readRow)
    },
    async orphaned() {
      const gone = new Map<string, boolean>()
      return selectRunning
        .all()
        .filter(({ runner: name }) => {
          const other = String(name)
          if (!gone.has(other)) gone.set(other, runner.isGone(other))
          return gone.get(other) === true
        })
        .map(readRow)
    },
    async forget(time) {
      remove.run(time)
    },
    close() {
      database.close()
      runner.close()
    },
  }
}

function changed(from: StoredOperation, change: Change): StoredOperation {
  const merged = Object.entries({ ...from, ...change, version: from.version + 1 })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as unknown as StoredOperation
}

/** The whole; where a column says the same, the column counts. */
function readRow(row: Record<string, SQLOutputValue>): StoredOperation {
  return {
    ...(JSON.parse(String(row['body'])) as StoredOperation),
    id: String(row['id']),
    subject: { tid: String(row['tid']), oid: String(row['oid']) },
    state: String(row['state']) as OperationState,
    version: Number(row['version']),
  }
}
