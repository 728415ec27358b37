import { afterAll, beforeAll, expect, test } from 'vitest'
import { GUARDS } from './sabotage/guards.ts'
import { redBefore, removeEach, type GuardOutcome } from './sabotage/remove-guard.ts'
import { copyTree, type TreeCopy } from './sabotage/tree-copy.ts'

const copies: TreeCopy[] = []
beforeAll(() => void copies.push(copyTree(), copyTree()))
afterAll(() => copies.forEach((copy) => copy.remove()))

test('every named test is there and green before anything is removed', { timeout: 600_000 }, async () => {
  expect(await redBefore(copies, GUARDS)).toEqual([])
})

test('no guard can be removed unnoticed', { timeout: 1_800_000 }, async () => {
  const missed: GuardOutcome[] = []
  await removeEach(copies, GUARDS, (outcome) => outcome.noticed || missed.push(outcome))
  expect(missed).toEqual([])
})
