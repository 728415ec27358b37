import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'

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
  const key = createSecretKey(secret)
  const nonceOf = (index: number) =>
    createHmac('sha256', key).update(`dpop-nonce ${index}`).digest('base64url')
  // Each request asks for both: they are computed once a window.
  let known = { index: Number.NaN, present: '', previous: '' }
  const current = () => {
    const index = Math.floor(now() / window)
    if (index !== known.index) known = { index, present: nonceOf(index), previous: nonceOf(index - 1) }
    return known
  }
  return {
    issue: () => current().present,
    accepts(nonce) {
      const { present, previous } = current()
      return equal(nonce, present) || equal(nonce, previous)
    },
  }
}

function equal(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
