/** Repeats an operation that answers at once. */
export function repeat(operation: () => unknown): (count: number) => void {
  return (count) => {
    for (let done = 0; done < count; done++) operation()
  }
}

/** Repeats an operation that must be waited for, one after the other. */
export function repeatAsync(operation: () => Promise<unknown>): (count: number) => Promise<void> {
  return async (count) => {
    for (let done = 0; done < count; done++) await operation()
  }
}

/** Repeats an operation as a busy server does: some of it in each turn of the event loop. */
export function repeatInTurns(operation: () => unknown, each = 16): (count: number) => Promise<void> {
  return async (count) => {
    for (let done = 0; done < count; done++) {
      operation()
      if (done % each === each - 1) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
