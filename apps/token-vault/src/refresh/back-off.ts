import type { Retry } from '../store/link-store.ts'

/** Milliseconds. The first step is short: an attempt that is in doubt must be repeated within the provider's leeway. */
const FIRST = 1000
const LONGEST = 60_000
/** A provider that says "next week" has a fault; the person would wait for it. */
const LONGEST_ASKED = 3_600_000

/**
 * When to try again: twice as long after each failure, spread, so that replicas and people do not come back together;
 * never before the provider has said.
 * @param now epoch milliseconds
 * @param retryAfter seconds
 */
export function backOff(
  before: Retry | undefined,
  now: number,
  retryAfter = 0,
  random: () => number = Math.random,
): Retry {
  const attempts = (before?.attempts ?? 0) + 1
  const step = Math.min(LONGEST, FIRST * 2 ** Math.min(attempts - 1, 10))
  const spread = step * (0.75 + random() / 4)
  return { attempts, at: Math.ceil(now + Math.max(spread, Math.min(retryAfter * 1000, LONGEST_ASKED))) }
}
