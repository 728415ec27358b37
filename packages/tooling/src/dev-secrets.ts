/**
 * The token vault's client secrets at the providers of linked accounts, for development. The vault reads the secret; the
 * providers' stand-in gets its SHA-256 (hex, of the secret's text), with which nobody can sign in as the vault.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from './write-atomically.ts'

export interface DevSecretFiles {
  /** Path of the file with the secret alone. Its folder is closed to others. */
  secretFile: (provider: string) => string
  /** Path of the file with its digest. */
  digestFile: (provider: string) => string
}

/** Where they are under `npm start`. */
export function secretsIn(stateDir: string): DevSecretFiles {
  return {
    secretFile: (provider) => join(stateDir, 'keys', `token-vault-${provider}.secret`),
    digestFile: (provider) => join(stateDir, 'saas-clients', `${provider}.sha256`),
  }
}

/**
 * Makes the secrets that are missing, 32 random bytes as base64url, and keeps the others: what stands in the file may
 * be the one of a real provider.
 *
 * @returns a line for each secret made
 * @throws {Error} for a file without a secret in it
 */
export function ensureDevSecrets(
  providers: readonly string[],
  { secretFile, digestFile }: DevSecretFiles,
): string[] {
  return providers.flatMap((provider) => {
    const file = secretFile(provider)
    mkdirSync(dirname(digestFile(provider)), { recursive: true })
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    chmodSync(dirname(file), 0o700)
    const kept = existsSync(file)
    if (kept) chmodSync(file, 0o600)
    else writeAtomically(file, randomBytes(32).toString('base64url'), 0o600)
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '') throw new Error(`${file} holds no secret. Delete it to have one made.`)
    writeAtomically(digestFile(provider), createHash('sha256').update(secret).digest('hex'), 0o644)
    return kept ? [] : [`New secret of token-vault at ${provider}: ${file}`]
  })
}
