import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Nonces that a server hands out and recognises again (RFC 9449 §8, §9). */
export interface DpopNonces {
  issue(): string
  accepts(nonce: string): boolean
}

/**
 * Stateless nonces: a keyed hash of the current time window. The present and the previous window are
 * accepted, so a nonce lives between one and two windows. Replicas share them by sharing `secret`.
 * @param options.window seconds
 */
export function dpopNonces(
  secret: Uint8Array = randomBytes(32),
  { window = 300, now = () => Date.now() / 1000 }: { window?: number; now?: () => number } = {},
): DpopNonces {
  const nonceOf = (index: number) =>
    createHmac('sha256', secret).update(`dpop-nonce ${index}`).digest('base64url')
  const current = () => Math.floor(now() / window)
  return {
    issue: () => nonceOf(current()),
    accepts(nonce) {
      const given = Buffer.from(nonce)
      return [current(), current() - 1].some((index) => {
        const known = Buffer.from(nonceOf(index))
        return given.length === known.length && timingSafeEqual(given, known)
      })
    },
  }
}
