/** Wakes those who wait for something new. */
export interface Arrivals {
  announce: () => void
  /** Resolves at the next announcement, after so many milliseconds, or when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

export function arrivals(): Arrivals {
  const waiting = new Set<() => void>()
  return {
    announce() {
      for (const wake of waiting) wake()
    },
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        waiting.add(wake)
        signal.addEventListener('abort', wake)
        if (signal.aborted) wake()
      }),
  }
}
