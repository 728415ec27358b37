import { ConfigError } from '@chain-of-trust/service-kit'
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GrantStore } from './grant-store.ts'

const KEY_BYTES = 32
/** A secret that is mounted may belong to root, and be ours by the group. */
const OTHERS = 0o007

export interface GrantKeySettings {
  STATE_DIR: string
  /** Given: it is there already, perhaps on a file system that nobody may write to. */
  GRANT_KEY_FILE?: string | undefined
}

/**
 * The key that seals the refresh tokens of jobs; without `GRANT_KEY_FILE`, made at the first start. It lies apart from the database, so
 * that a copy of the one is worth nothing without the other.
 * @throws ConfigError when it is missing or not a key, or others may read it
 */
export function openGrantKey({ STATE_DIR, GRANT_KEY_FILE }: GrantKeySettings): Uint8Array {
  const file = GRANT_KEY_FILE ?? join(STATE_DIR, 'keys', 'orchestrator-jobs.key')
  const refuse = (problem: string) => new ConfigError([`GRANT_KEY_FILE ${file}: ${problem}`])
  if (GRANT_KEY_FILE === undefined) makeKey(file)
  let key: Uint8Array
  try {
    key = readFileSync(file)
  } catch {
    throw refuse('cannot be read')
  }
  if (key.length !== KEY_BYTES) throw refuse(`must be ${KEY_BYTES} bytes`)
  const closed = GRANT_KEY_FILE === undefined ? 0o077 : OTHERS
  if ((statSync(file).mode & closed) !== 0) throw refuse('others may read it; it must be 0600')
  return key
}

/**
 * A grant that one replica sealed must open at the other: else its person would be asked to sign in for nothing.
 * @throws ConfigError when the grants in the database are sealed by another key
 */
export async function enforceSharedKey(store: Pick<GrantStore, 'claimKey'>, key: Uint8Array): Promise<void> {
  const fingerprint = createHmac('sha256', key).update('grant key').digest('base64url')
  if (await store.claimKey(fingerprint)) return
  throw new ConfigError([
    'GRANT_KEY_FILE: the grants in this database are sealed by another key; all replicas need the same. ' +
      'Is that one lost, delete the row of job_grant_key: each job then asks its person to sign in',
  ])
}

/** Whole or not at all, and never over another one: two processes may start at once. */
function makeKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
}
