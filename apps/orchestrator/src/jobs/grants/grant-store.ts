import type { StoredJob } from '../job.ts'

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
  /**
   * A crash between a job's end and its grant's, or between a grant and its job, leaves power that nobody uses. What was
   * made within the hour stays: another replica may be about to add its job.
   */
  removeUnused(): Promise<void>
  /**
   * Whether this key is the one of all replicas: the first that comes. A file has one process, which may take a new key
   * when it has lost the old one.
   * @param fingerprint of the key; the key cannot be told from it
   */
  claimKey(fingerprint: string): Promise<boolean>
}
