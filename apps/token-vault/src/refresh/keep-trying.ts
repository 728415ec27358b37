import type { Clock } from '../clock.ts'

/** Milliseconds: the steps between two tries, and when to give up. */
const STEP = 50
const LONGEST = 1000
const PATIENCE = 60_000

/**
 * Does what must not be given up lightly, again and again while it throws: what it would write is in no other place.
 * @param patience milliseconds; a minute, unless somebody waits for the answer
 * @throws what the last try threw, after that time
 */
export async function keepTrying<Result>(
  work: () => Promise<Result>,
  { now, sleep }: Clock,
  patience = PATIENCE,
): Promise<Result> {
  const end = now() + patience
  for (let step = STEP; ; step = Math.min(LONGEST, step * 2)) {
    try {
      return await work()
    } catch (error) {
      if (now() > end) throw error
      await sleep(step)
    }
  }
}
