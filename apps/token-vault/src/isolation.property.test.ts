import { expect, test } from 'vitest'
import { liveThrough } from './isolation.fixture.ts'

// With isolation-in-unrest.property.test.ts: 10,000 runs, in two processes.
const RUNS = 5000

test('in whatever order calls, links and ends meet, nobody gets the token of another person or server, nothing is refreshed twice', async () => {
  expect(await liveThrough(RUNS, { calm: true })).toBe(RUNS)
}, 300_000)
