export interface Attempts {
  /** @returns seconds to wait; 0: it may be tried now */
  wait(key: string): number
  /** One more. */
  count(key: string): void
}

const MOST_KEYS = 10_000

/**
 * Counts what nobody may do without end. In memory: a restart forgets it, which is worth nothing to whoever guesses,
 * since each guess is one in 500,000,000,000.
 * @param options.within seconds, a sliding window
 * @param options.now epoch seconds
 */
export function attempts(options: { most: number; within: number; now: () => number }): Attempts {
  const { most, within, now } = options
  const counted = new Map<string, number[]>()
  const recent = (key: string) => (counted.get(key) ?? []).filter((at) => at > now() - within)
  return {
    wait(key) {
      const times = recent(key)
      const first = times.at(-most)
      return first === undefined ? 0 : first + within - now()
    },
    count(key) {
      const times = [...recent(key), now()].slice(-most)
      counted.delete(key)
      counted.set(key, times)
      // Whoever has more addresses than this has other means too.
      const [oldest] = counted.keys()
      if (counted.size > MOST_KEYS && oldest !== undefined) counted.delete(oldest)
    },
  }
}
