import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { JobStores } from './job-store.ts'
import { sqliteGrants } from './sqlite-grants.ts'
import { sqliteJobs } from './sqlite-jobs.ts'
import { sqliteNotices } from './sqlite-notices.ts'

// `secure_delete`: what is destroyed is overwritten, not only forgotten.
const SETTINGS = `
  pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
  create table if not exists job (
    id text primary key, tid text not null, oid text not null, state text not null, next_run integer,
    lease_until integer, changed_at integer not null, version integer not null, body text not null
  ) strict;
  create index if not exists job_subject on job (tid, oid);
  create index if not exists job_state on job (state, next_run);
  create table if not exists job_grant (
    job_id text primary key, tid text not null, oid text not null, generation integer not null,
    sealed blob not null, uti text not null, acrs text not null, issued_at integer not null
  ) strict;
  create table if not exists notice (
    id text primary key, body text not null, attempts integer not null, next_attempt integer not null
  ) strict;
`

/** @param file path, or `:memory:` */
export function openJobStores(file: string): JobStores {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file, { timeout: 5000 })
  if (file !== ':memory:') chmodSync(file, 0o600)
  database.exec(SETTINGS)
  return {
    jobs: sqliteJobs(database),
    grants: sqliteGrants(database),
    notices: sqliteNotices(database),
    close: () => database.close(),
  }
}
