import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { equalInConstantTime } from './equal-in-constant-time.ts'

/** Nonces that a server hands out and recognises again (RFC 9449 §8, §9). */
export interface DpopNonces {
  issue(): string
  accepts(nonce: string): boolean
}

/**
 * Stateless nonces: a keyed hash of the current time window. The present and the previous window are
 * accepted, so a nonce lives between one and two windows. Replicas share them by sharing `secret`.
 * @param options.window seconds
 * @param options.ahead seconds that the clock of another replica may be before ours: its nonces are accepted
 */
export function dpopNonces(
  secret: Uint8Array = randomBytes(32),
  options: { window?: number; ahead?: number; now?: () => number } = {},
): DpopNonces {
  const { window = 300, ahead = 0, now = () => Date.now() / 1000 } = options
  const key = createSecretKey(secret)
  const nonceOf = (index: number) =>
    createHmac('sha256', key).update(`dpop-nonce ${index}`).digest('base64url')
  // Each request asks for both: they are computed once a window.
  let known = { index: Number.NaN, present: '', previous: '', next: '' }
  const current = () => {
    const index = Math.floor(now() / window)
    if (index !== known.index) {
      const [previous, present, next] = [index - 1, index, index + 1].map(nonceOf) as [string, string, string]
      known = { index, previous, present, next }
    }
    return known
  }
  return {
    issue: () => current().present,
    accepts(nonce) {
      const { index, present, previous, next } = current()
      const early = now() + ahead >= (index + 1) * window
      return (
        equalInConstantTime(nonce, present) ||
        equalInConstantTime(nonce, previous) ||
        (early && equalInConstantTime(nonce, next))
      )
    },
  }
}
