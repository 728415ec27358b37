import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'

const DAY = 86_400

interface StoredKey {
  kid: string
  jwk: JWK
  /** Epoch seconds. */
  createdAt: number
  activatedAt?: number
  retiredAt?: number
}
interface StoredKeys {
  current: StoredKey
  next: StoredKey
  previous: StoredKey[]
}

/**
 * The tenant's signing keys. Published are the current one, the next one, announced a whole period before its
 * first use so that every verifier has it by then, and the retired ones whose tokens may still be alive.
 */
export interface SigningKeys {
  jwks(): JSONWebKeySet
  /** Signs with the current key; rotates first when it is too old. */
  sign(payload: JWTPayload, typ?: string): Promise<string>
  /** Finds the key of a token of our own. */
  find: JWTVerifyGetKey
  /** The announced key becomes the current one, and a new one is announced. */
  rotate(): Promise<void>
}

export interface SigningKeysOptions {
  /** JSON, mode 0600; a restart keeps the keys, so tokens outlive it. */
  file: string
  /** Epoch seconds. */
  now: () => number
  /** Seconds that a key signs. */
  period?: number
  /** Seconds that a retired key stays published: longer than the longest-lived token (28 h with CAE). */
  retention?: number
}

export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { file, now, period = 7 * DAY, retention = 2 * DAY } = options
  let keys = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredKeys) : await firstKeys()
  let rotation: Promise<void> | undefined

  async function firstKeys(): Promise<StoredKeys> {
    const [current, next] = await Promise.all([createKey(now()), createKey(now())])
    const first = { current: { ...current, activatedAt: now() }, next, previous: [] }
    writeAtomically(file, first)
    return first
  }

  async function turn(): Promise<void> {
    const next = await createKey(now())
    const previous = [{ ...keys.current, retiredAt: now() }, ...keys.previous]
    keys = {
      current: { ...keys.next, activatedAt: now() },
      next,
      previous: previous.filter((key) => (key.retiredAt ?? 0) > now() - retention),
    }
    writeAtomically(file, keys)
    verifier = signer = undefined
  }

  let verifier: JWTVerifyGetKey | undefined
  let signer: Promise<CryptoKey | Uint8Array> | undefined
  const rotate = () => (rotation ??= turn().finally(() => (rotation = undefined)))
  const published = () => [keys.current, keys.next, ...keys.previous]
  const jwks = () => ({ keys: published().map(publicHalf) })

  return {
    jwks,
    rotate,
    async sign(payload, typ = 'JWT') {
      if (now() - (keys.current.activatedAt ?? 0) > period) await rotate()
      const { kid, jwk } = keys.current
      signer ??= importJWK(jwk, 'RS256')
      return new SignJWT(payload).setProtectedHeader({ typ, alg: 'RS256', kid }).sign(await signer)
    },
    find: (header, token) => (verifier ??= createLocalJWKSet(jwks()))(header, token),
  }
}

async function createKey(createdAt: number): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { kid: await calculateJwkThumbprint(jwk), jwk, createdAt }
}

function publicHalf({ kid, jwk: { kty, n, e } }: StoredKey): JWK {
  return { kty: kty!, use: 'sig', alg: 'RS256', kid, n: n!, e: e! }
}

/** A crash leaves the old file or the new one, never half a key. */
function writeAtomically(file: string, keys: StoredKeys): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
