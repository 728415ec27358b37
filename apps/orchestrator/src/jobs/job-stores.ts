import { openStateDatabase } from '@chain-of-trust/service-kit'
import type { GrantStore } from './grants/grant-store.ts'
import { sqliteGrantStore } from './grants/sqlite-grant-store.ts'
import type { JobStore } from './job-store.ts'
import { sqliteJobStore } from './sqlite-job-store.ts'
import type { NoticeStore } from './webhook/notice-store.ts'
import { sqliteNoticeStore } from './webhook/sqlite-notice-store.ts'

/** Jobs, their grants and what is to be told of them: one file, three stores. */
export interface JobStores {
  jobs: JobStore
  grants: GrantStore
  notices: NoticeStore
  close(): void
}

// `secure_delete`: what is destroyed is overwritten, not only forgotten.
const SCHEMA = `
  pragma secure_delete = on;
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

// A crash between a job's end and its grant's, or between a grant and its job, leaves power that nobody uses. (Another
// process that plans a job in this very moment may lose the grant: that job then asks its person to sign in.)
const DESTROY_UNUSED_GRANTS = `
  delete from job_grant where job_id not in (select id from job where state not in ('finished', 'cancelled'))
`

/** @param file path, or `:memory:` */
export function openJobStores(file: string): JobStores {
  const database = openStateDatabase(file)
  database.exec(SCHEMA)
  database.exec(DESTROY_UNUSED_GRANTS)
  return {
    jobs: sqliteJobStore(database),
    grants: sqliteGrantStore(database),
    notices: sqliteNoticeStore(database),
    close: () => database.close(),
  }
}
