import type { DatabaseSync } from 'node:sqlite'
import type { GrantStore } from './grant-store.ts'

export function sqliteGrantStore(database: DatabaseSync): GrantStore {
  const select = database.prepare('select * from job_grant where job_id = ?')
  const insert = database.prepare('insert or ignore into job_grant values (?, ?, ?, ?, ?, ?, ?, ?)')
  const update = database.prepare(
    `update job_grant set generation = ?, sealed = ?, uti = ?, acrs = ?, issued_at = ?
     where job_id = ? and generation = ?`,
  )
  const remove = database.prepare('delete from job_grant where job_id = ?')
  const removeOne = database.prepare('delete from job_grant where job_id = ? and generation = ?')
  const before = database.prepare(
    'select job_id from job_grant where tid = ?1 and (?2 is null or oid = ?2) and issued_at < ?3',
  )

  return {
    async find(jobId) {
      const row = select.get(jobId)
      if (row === undefined) return undefined
      return {
        generation: Number(row['generation']),
        sealed: row['sealed'] as Uint8Array,
        uti: String(row['uti']),
        acrs: JSON.parse(String(row['acrs'])) as string[],
        issuedAt: Number(row['issued_at']),
      }
    },
    async put({ id, subject }, { generation, sealed, uti, acrs, issuedAt }, over) {
      const written =
        over === undefined
          ? insert.run(id, subject.tid, subject.oid, generation, sealed, uti, JSON.stringify(acrs), issuedAt)
          : update.run(generation, sealed, uti, JSON.stringify(acrs), issuedAt, id, over)
      return written.changes === 1
    },
    async remove(jobId, generation) {
      if (generation === undefined) remove.run(jobId)
      else removeOne.run(jobId, generation)
    },
    issuedBefore: async ({ tid, oid = null }, instant) =>
      before.all(tid, oid, instant).map((row) => String(row['job_id'])),
  }
}
