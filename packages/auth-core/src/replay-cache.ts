/** Remembers identifiers until they expire: a DPoP proof's `jti` (RFC 9449 §11.1). */
export interface ReplayCache {
  /**
   * Records `id` and tells whether it had been recorded before. One atomic step: two requests with the
   * same proof must not both hear "new".
   * @param expiresAt epoch seconds after which `id` may be forgotten
   */
  seen(id: string, expiresAt: number): boolean
}

/**
 * The cache of one process.
 * @throws Error (from `seen`) when it is full of live entries: to forget one early would let its proof pass again
 */
export function memoryReplayCache({
  max = 200_000,
  now = () => Date.now() / 1000,
}: { max?: number; now?: () => number } = {}): ReplayCache {
  const expiry = new Map<string, number>()
  return {
    seen(id, expiresAt) {
      const current = now()
      for (const [old, end] of expiry) {
        if (end > current) break
        expiry.delete(old)
      }
      const known = expiry.get(id)
      if (known !== undefined && known > current) return true
      if (expiry.size >= max) throw new Error('replay cache is full')
      expiry.set(id, expiresAt)
      return false
    },
  }
}
