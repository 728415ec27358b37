import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTROLS } from './controls/index.ts'
import { GUARDS } from './sabotage/guards.ts'
import { redBefore, removeEach, runNamed, type GuardOutcome } from './sabotage/remove-guard.ts'
import type { TestResult } from './sabotage/run-tests.ts'
import { copyTrees, type TreeCopy } from './sabotage/tree-copy.ts'

const copies: TreeCopy[] = []
const outcomes: GuardOutcome[] = []
let before: readonly TestResult[] = []
beforeAll(() => void copies.push(...copyTrees()))
afterAll(() => copies.forEach((copy) => copy.remove()))

test(
  'every named test is there and green before anything is removed',
  { timeout: 600_000, retry: 0 },
  async () => {
    before = await runNamed(copies, GUARDS)
    expect(redBefore(before, GUARDS)).toEqual([])
  },
)

test('no guard can be removed unnoticed', { timeout: 1_800_000, retry: 0 }, async () => {
  await removeEach(copies, GUARDS, before, (outcome) => outcomes.push(outcome))
  expect(outcomes.filter(({ noticed }) => !noticed)).toEqual([])
})

test('each control of the checklist goes red without some guard', () => {
  const red = new Set(outcomes.flatMap(({ controls }) => controls))
  const never = CONTROLS.filter(({ id, excluded }) => excluded === undefined && !red.has(id))
  expect(never.map(({ id }) => id)).toEqual([])
})
