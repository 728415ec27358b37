import type { Clock } from '../clock.ts'

export interface Sweep {
  /** Settles when nothing of it is under way any more. */
  stop(): Promise<void>
}

/**
 * Does the same work over and over, one after the other.
 * @param every milliseconds between the end of one and the next
 * @param failed told of what `work` threw
 */
export function sweep(
  every: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
  { sleep }: Clock,
): Sweep {
  const stopped = new AbortController()
  const ended = run()
  return {
    stop() {
      stopped.abort()
      return ended
    },
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await work().catch(failed)
      await sleep(every, stopped.signal)
    }
  }
}
