import { expect, test } from 'vitest'
import { liveThrough } from './isolation.fixture.ts'

const RUNS = 5000

test('while vaults are killed and time jumps, nobody gets the token of another person or server, and no grant is lost', async () => {
  expect(await liveThrough(RUNS, { calm: false })).toBe(RUNS)
}, 300_000)
