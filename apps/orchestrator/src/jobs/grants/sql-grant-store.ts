import { migrate, type SqlDatabase } from '@chain-of-trust/service-kit'
import type { GrantStore } from './grant-store.ts'

/** Milliseconds that a grant may be there without its job: from the token request to the row of the job. */
const ALONE = 3_600_000

// `if not exists`: files from before the steps were counted have the table, and no `made_at`.
const STEPS = [
  `create table if not exists job_grant (
    job_id text primary key, tid text not null, oid text not null, generation bigint not null,
    sealed bytea not null, uti text not null, acrs text not null, issued_at bigint not null
  )`,
  'alter table job_grant rename to job_grant_before',
  `create table job_grant (
    job_id text primary key, tid text not null, oid text not null, generation bigint not null,
    sealed bytea not null, uti text not null, acrs text not null, issued_at bigint not null, made_at bigint not null
  )`,
  `insert into job_grant (job_id, tid, oid, generation, sealed, uti, acrs, issued_at, made_at)
   select job_id, tid, oid, generation, sealed, uti, acrs, issued_at, 0 from job_grant_before`,
  'drop table job_grant_before',
  'create index job_grant_person on job_grant (tid, oid)',
  'create table job_grant_key (place bigint primary key, fingerprint text not null)',
]

/**
 * Grants in SQLite or PostgreSQL, beside the jobs. Makes its table when it is missing.
 * @param now milliseconds since the epoch
 */
export async function openGrantStore(
  database: SqlDatabase,
  now: () => number = Date.now,
): Promise<GrantStore> {
  // What is destroyed is overwritten, not only forgotten. Of the connection, and so at each start.
  if (database.dialect === 'sqlite') await database.run('pragma secure_delete = on')
  await migrate(database, 'job_grant', STEPS)

  return {
    async find(jobId) {
      const [row] = await database.all('select * from job_grant where job_id = ?1', jobId)
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
      const values = [generation, sealed, uti, JSON.stringify(acrs), issuedAt]
      const written =
        over === undefined
          ? await database.run(
              `insert into job_grant (job_id, generation, sealed, uti, acrs, issued_at, tid, oid, made_at)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing`,
              id,
              ...values,
              subject.tid,
              subject.oid,
              now(),
            )
          : await database.run(
              `update job_grant set generation = ?2, sealed = ?3, uti = ?4, acrs = ?5, issued_at = ?6
               where job_id = ?1 and generation = ?7`,
              id,
              ...values,
              over,
            )
      return written === 1
    },
    async remove(jobId, generation) {
      const sql = 'delete from job_grant where job_id = ?1'
      if (generation === undefined) await database.run(sql, jobId)
      else await database.run(`${sql} and generation = ?2`, jobId, generation)
    },
    async issuedBefore({ tid, oid }, instant) {
      const sql = 'select job_id from job_grant where tid = ?1 and issued_at < ?2'
      const rows =
        oid === undefined
          ? await database.all(sql, tid, instant)
          : await database.all(`${sql} and oid = ?3`, tid, instant, oid)
      return rows.map((row) => String(row['job_id']))
    },
    async claimKey(fingerprint) {
      if (database.dialect === 'sqlite') return true
      const sql = 'insert into job_grant_key (place, fingerprint) values (1, ?1) on conflict do nothing'
      await database.run(sql, fingerprint)
      const [row] = await database.all('select fingerprint from job_grant_key')
      return row?.['fingerprint'] === fingerprint
    },
    async removeUnused() {
      await database.run(
        `delete from job_grant where made_at < ?1
           and job_id not in (select id from job where state not in ('finished', 'cancelled'))`,
        now() - ALONE,
      )
    },
  }
}
