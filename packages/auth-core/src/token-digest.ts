import { hash } from 'node:crypto'
import type { Secret } from './secret.ts'

/** SHA-256 of the whole token, base64url without padding: DPoP's `ath` (RFC 9449 §4.2), and a cache key that is no token. */
export function tokenDigest(token: Secret): string {
  return hash('sha256', token.reveal(), 'base64url')
}
