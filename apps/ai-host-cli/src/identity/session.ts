import type { SealedCache } from '../cache/sealed-cache.ts'
import type { Account } from './token-source.ts'

/** One access token as it is kept. */
export interface KeptToken {
  token: string
  /** Short names, as granted. */
  scopes: string[]
  /** Epoch seconds. */
  issuedAt: number
  expiresAt: number
}

/** A person's sign-in on this machine: one at a time, as one row, so that no reader sees half of a change. */
export interface Session {
  account: Account
  /** MSAL's own serialised cache, without access tokens: account, ID token, refresh token. */
  msal: string
  /** By `tokenName`. */
  tokens: Record<string, KeptToken>
}

const ROW = 'session'

export async function readSession(cache: SealedCache): Promise<Session | undefined> {
  const kept = await cache.read(ROW)
  return kept === undefined ? undefined : (JSON.parse(kept) as Session)
}

/** Call it while no other process writes one. */
export async function writeSession(cache: SealedCache, session: Session): Promise<void> {
  await cache.write(ROW, JSON.stringify(session))
}

export function removeSession(cache: SealedCache): void {
  cache.remove(ROW)
}

/**
 * Tokens are found by exactly the scopes that they were asked for. MSAL's cache would hand out any token that has at least
 * those: who asks for reading would get the token that can write.
 */
export function tokenName(scopes: readonly string[]): string {
  return [...new Set(scopes)].sort().join(' ')
}
