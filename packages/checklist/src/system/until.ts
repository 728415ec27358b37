import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds. Far longer than it takes: only what never comes is waited for so long. */
const PATIENCE = 45_000

/** Asks until the answer is right. @returns the right answer, or the last one when there is none */
export async function until<T>(
  ask: () => Promise<T>,
  right: (answer: T) => boolean | Promise<boolean>,
): Promise<T> {
  const end = performance.now() + PATIENCE
  let answer = await ask()
  while (!(await right(answer)) && performance.now() < end) {
    await sleep(100)
    answer = await ask()
  }
  return answer
}
