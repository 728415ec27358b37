import { hash } from 'node:crypto'
import { importJWK, type CryptoKey, type JWK } from 'jose'
import { LRUCache } from 'lru-cache'

/** The public key inside a DPoP proof, as this one fixed shape: P-256, nothing private. */
export interface ProofKey {
  /** RFC 7638 thumbprint, base64url. */
  readonly jkt: string
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
}

/** 32 bytes. Also what makes the thumbprint's JSON safe to write by hand: no quote can be in there. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/

/** Imported keys: an import costs as much as half a signature check, and a client uses one key for months. */
const imported = new LRUCache<string, CryptoKey>({ max: 10_000 })

/** Reads the `jwk` header of a proof; undefined for anything but a public P-256 key. */
export function readProofKey(jwk: JWK | undefined): ProofKey | undefined {
  if (jwk === undefined || jwk.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) return undefined
  const { x, y } = jwk
  if (typeof x !== 'string' || !COORDINATE.test(x)) return undefined
  if (typeof y !== 'string' || !COORDINATE.test(y)) return undefined
  // RFC 7638 §3: the required members, in this order, without spaces.
  const jkt = hash('sha256', `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`, 'base64url')
  return { jkt, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}

/**
 * The key, imported once. The thumbprint covers every member that is imported, so no two keys share an entry.
 * @throws when the point is not on the curve
 */
export async function importProofKey({ jkt, jwk }: ProofKey): Promise<CryptoKey> {
  const known = imported.get(jkt)
  if (known !== undefined) return known
  const key = await importJWK(jwk, 'ES256')
  imported.set(jkt, key)
  return key
}
