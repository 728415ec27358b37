import type { StoredLink } from '../store/link-store.ts'

/** Milliseconds that a token is good for, at least, when it is handed out; less only while the provider is down. */
export const LEAST = 30_000
/** What is left of it then is enough for one call. */
export const LEAST_IN_NEED = 5000
/** A fifth of a token's life, but no more than this, is "ahead of expiry". */
const AHEAD = 120_000

/** Whether the access token can be handed out as it is. */
export function isLive({ expiresAt }: Pick<StoredLink, 'expiresAt'>, now: number, least = LEAST): boolean {
  return expiresAt - now >= least
}

/**
 * Whether it should be renewed while it still lives, so that nobody waits for it. The moment differs from token to token
 * (by its generation), but not from replica to replica or call to call.
 */
export function isDue(
  link: Pick<StoredLink, 'expiresAt' | 'refreshedAt' | 'linkedAt' | 'generation'>,
  now: number,
): boolean {
  const { expiresAt, refreshedAt, linkedAt, generation } = link
  const ahead = Math.min(AHEAD, (expiresAt - (refreshedAt ?? linkedAt)) / 5)
  const jitter = 0.5 + (Math.imul(generation, 2_654_435_761) >>> 0) / 2 ** 32 / 2
  return expiresAt - now < LEAST + ahead * jitter
}
