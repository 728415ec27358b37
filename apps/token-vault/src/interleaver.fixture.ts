import { setImmediate } from 'node:timers/promises'
import type { Clock } from './clock.ts'

/**
 * For tests: runs what waits in an order of its own choosing, one at a time, so that any two things that can overlap do
 * so in some run. It has its own clock, which nothing but the test moves: a sleeper wakes when its turn comes.
 * @param seed of the order
 */
export function createInterleaver(seed: number) {
  const time = { now: 1_760_000_000_000 }
  const waiting: { who: number; go: () => void }[] = []
  let state = seed

  /** mulberry32: small, and the same everywhere. */
  function pick(below: number): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const dead = new Set<number>()
  const turn = (who: number) =>
    new Promise<void>((go) => {
      if (!dead.has(who)) waiting.push({ who, go })
    })

  return {
    time,
    pick,
    /** Waits for its turn. @param who whose process it is in */
    turn,
    /** Every method of `subject` waits for a turn before it begins, and often for another before its caller hears of it. */
    interrupt<Subject extends object>(subject: Subject, who: number): Subject {
      return new Proxy(subject, {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver)
          if (typeof method !== 'function') return method
          return async (...values: unknown[]) => {
            await turn(who)
            try {
              return (await method.apply(target, values)) as unknown
            } finally {
              if (pick(2) === 0) await turn(who)
            }
          }
        },
      })
    },
    clockOf: (who: number): Clock => ({
      now: () => time.now,
      async sleep(milliseconds, signal) {
        if (signal?.aborted === true) return
        const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        await Promise.race([turn(who), aborted])
        // Who looks again and again sees the time go by; a long sleep is the test's to end.
        if (milliseconds <= 100) time.now += milliseconds
      },
    }),
    /** Whatever this process had begun stops where it is, for ever. */
    kill(who: number): void {
      dead.add(who)
      for (let at = waiting.length - 1; at >= 0; at -= 1) if (waiting[at]!.who === who) waiting.splice(at, 1)
    },
    /** Lets everything run, as it comes, until nothing waits any more. */
    async drain(): Promise<void> {
      for (let idle = 0; idle < 3;) {
        await setImmediate()
        const next = waiting.splice(pick(Math.max(1, waiting.length)), 1)[0]
        idle = next === undefined ? idle + 1 : 0
        next?.go()
      }
    },
    /** Lets this many of those that wait run. */
    async some(count: number): Promise<void> {
      for (let turns = 0; turns < count; turns += 1) {
        await setImmediate()
        waiting.splice(pick(Math.max(1, waiting.length)), 1)[0]?.go()
      }
    },
  }
}
