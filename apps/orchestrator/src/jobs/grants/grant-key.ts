import { ConfigError } from '@chain-of-trust/service-kit'
import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const KEY_BYTES = 32

/**
 * The key that seals the refresh tokens of jobs, made at the first start. It lies apart from the database, so that a copy of the one is
 * worth nothing without the other.
 * @throws ConfigError when it is not a key, or others may read it
 */
export function openGrantKey(file: string): Uint8Array {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  // Whole or not at all, and never over another one: two processes may start at once.
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES) throw new ConfigError([`${file}: must be ${KEY_BYTES} bytes`])
  if ((statSync(file).mode & 0o077) !== 0)
    throw new ConfigError([`${file}: others may read it; it must be 0600`])
  return key
}
