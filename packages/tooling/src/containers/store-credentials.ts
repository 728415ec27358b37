/** Passwords of the stores inside docker-compose: made once, read from files by the service and by its store, and by nobody else. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { valkeyUser } from '@chain-of-trust/service-kit'
import { writeAtomically } from '../write-atomically.ts'

/**
 * The password in a file (0600), made if it is missing: 32 random bytes as base64url.
 * @throws {Error} for a file without a password in it
 */
export function ensurePassword(file: string): string {
  if (!existsSync(file)) writeAtomically(file, randomBytes(32).toString('base64url'), 0o600)
  const password = readFileSync(file, 'utf8').trim()
  if (password === '') throw new Error(`${file} holds no password. Delete it to have one made.`)
  return password
}

/** Makes a key to seal with, 32 random bytes (0600), unless there is one. */
export function ensureSealingKey(file: string): void {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
}

/**
 * The `aclfile` of Valkey: a user for each service, with what a service needs (`valkeyUser`), and none without a name. The
 * file holds SHA-256 digests, with which nobody can sign in.
 * @param passwords by service
 */
export function valkeyUsers(passwords: ReadonlyMap<string, string>): string {
  const digest = (password: string): string => createHash('sha256').update(password).digest('hex')
  const users = [...passwords].map(([service, password]) => valkeyUser(service, digest(password)))
  return `${['user default off resetpass resetkeys resetchannels -@all', ...users].join('\n')}\n`
}
