import type { Subject } from '@chain-of-trust/auth-core'
import type { StoredJob } from './job.ts'
import type { StoredNotice } from './webhook/notice-store.ts'

/** What a change may change; a member that is `undefined` is removed. */
export type JobChange = Partial<Pick<StoredJob, 'state' | 'nextRun' | 'lastRun' | 'outages' | 'leaseUntil'>>

/**
 * Where jobs are kept: SQLite here, PostgreSQL beyond one machine. Every look-up for a person carries the
 * verified subject, so that a forgotten check cannot show one person's job to another.
 */
export interface JobStore {
  /** @returns false when this person has too many that are not at an end */
  add(job: StoredJob, most: number): Promise<boolean>
  find(subject: Subject, id: string): Promise<StoredJob | undefined>
  /** The latest first. */
  list(subject: Subject): Promise<StoredJob[]>
  /** Whether anybody has a job of this id: to tell an attempt on a stranger's from a wrong id, for the audit alone. */
  exists(id: string): Promise<boolean>
  /** Whose time has come, and whose process has ended in the middle: still to be claimed by `change`. */
  due(now: number, limit: number): Promise<StoredJob[]>
  /**
   * Compare-and-swap: changes `from` if nobody has changed it since it was read.
   * @param notice kept with the change, or not at all
   * @returns what is stored now; undefined when somebody else was faster
   */
  change(from: StoredJob, change: JobChange, notice?: StoredNotice): Promise<StoredJob | undefined>
  /** Forgets what came to its end before `time`. */
  forget(time: number): Promise<void>
}
