import type { SqlDatabase } from '@chain-of-trust/service-kit'
import type { GrantStore } from './grants/grant-store.ts'
import { openGrantStore } from './grants/sql-grant-store.ts'
import type { JobStore } from './job-store.ts'
import { openJobStore } from './sql-job-store.ts'
import type { NoticeStore } from './webhook/notice-store.ts'
import { openNoticeStore } from './webhook/sql-notice-store.ts'

/** Jobs, their grants and what is to be told of them: one database, three stores. */
export interface JobStores {
  jobs: JobStore
  grants: GrantStore
  notices: NoticeStore
}

/** @param now milliseconds since the epoch */
export async function openJobStores(database: SqlDatabase, now?: () => number): Promise<JobStores> {
  const jobs = await openJobStore(database)
  const grants = await openGrantStore(database, now)
  await grants.removeUnused()
  return { jobs, grants, notices: await openNoticeStore(database) }
}
