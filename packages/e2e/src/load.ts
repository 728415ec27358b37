import { expect, onTestFinished } from 'vitest'
import type { Person } from './person.ts'

const PATIENT = { timeout: 120_000, interval: 250 }

/** Somebody who calls a tool without end, several times at once. */
export function load(caller: Person) {
  const statuses: number[] = []
  const ended = new AbortController()
  const worker = async () => {
    while (!ended.signal.aborted)
      statuses.push((await caller.tool('search_documents', { query: 'budget' })).status)
  }
  const workers = Promise.all([worker(), worker(), worker()])
  const end = async (): Promise<number[]> => {
    ended.abort()
    await workers
    return statuses
  }
  // Of a test that failed too: the services are stopped next.
  onTestFinished(async () => void (await end()))
  return {
    /** Resolves when so many more calls than now were answered, all with 200. */
    async succeeds(count: number): Promise<void> {
      const from = statuses.length
      await expect.poll(() => statuses.length - from, PATIENT).toBeGreaterThanOrEqual(count)
      expect(new Set(statuses.slice(from))).toEqual(new Set([200]))
    },
    async fails(): Promise<void> {
      const from = statuses.length
      await expect.poll(() => statuses.slice(from).some((status) => status >= 500), PATIENT).toBe(true)
    },
    async recovers(): Promise<void> {
      await expect.poll(() => statuses.at(-1), PATIENT).toBe(200)
    },
    /** Resolves with the status of every call, when the last one is answered. */
    end,
  }
}
