import type { Subject } from '@chain-of-trust/auth-core'
import type { StoredJob } from './job.ts'

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
   * @returns what is stored now; undefined when somebody else was faster
   */
  change(from: StoredJob, change: JobChange): Promise<StoredJob | undefined>
  /** Forgets what came to its end before `time`. */
  forget(time: number): Promise<void>
}

/** What a job's Token B is obtained with, sealed, and what is known of where it came from. */
export interface StoredGrant {
  /** Counts the refresh tokens of this job: each use makes the next. */
  generation: number
  sealed: Uint8Array
  /** Of the Token A that the grant was made from. */
  uti: string
  acrs: readonly string[]
  /** Epoch seconds. */
  issuedAt: number
}

/** Where grants are kept, one per job. Each change names the generation that it replaces or removes. */
export interface GrantStore {
  find(jobId: string): Promise<StoredGrant | undefined>
  /** @param over the generation that it takes the place of; undefined: there is none */
  put(job: Pick<StoredJob, 'id' | 'subject'>, grant: StoredGrant, over: number | undefined): Promise<boolean>
  /** @param generation undefined: whichever there is */
  remove(jobId: string, generation?: number): Promise<void>
  /** The jobs of a person, or of everybody in a tenant, that have a grant from before an instant (epoch seconds). */
  issuedBefore(whose: { tid: string; oid?: string | undefined }, instant: number): Promise<string[]>
}

/** Something to tell the operator's webhook, until it has been told. */
export interface StoredNotice {
  id: string
  body: string
  attempts: number
  /** Milliseconds since the epoch. */
  nextAttempt: number
}

export interface NoticeStore {
  add(notice: StoredNotice): Promise<void>
  due(now: number): Promise<StoredNotice[]>
  /** Compare-and-swap on the attempts: one process makes each. */
  claim(notice: StoredNotice, nextAttempt: number): Promise<boolean>
  remove(id: string): Promise<void>
}

export interface JobStores {
  jobs: JobStore
  grants: GrantStore
  notices: NoticeStore
  close(): void
}
