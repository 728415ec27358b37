import { setTimeout } from 'node:timers/promises'

/** Time, as the vault sees it: a test has one of its own. */
export interface Clock {
  /** Epoch milliseconds. */
  now: () => number
  /** @param signal ends the sleep early; that is no error */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    // Nobody is kept from stopping by a sleeper.
    await setTimeout(milliseconds, undefined, { ref: false, ...(signal && { signal }) }).catch(() => {})
  },
}
