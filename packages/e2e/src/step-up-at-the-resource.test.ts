import { expect, test } from 'vitest'
import { browserUnderTest, confirmIdentity, signIn } from './browser.ts'
import { deletions } from './deletions.ts'
import { has } from './operations.ts'
import { person } from './person.ts'
import { restartable } from './restartable.ts'
import { LAPTOP } from './screenshots.ts'
import { deleted, deleteUntilParked, reloadAndRestart } from './step-up-steps.ts'

const orchestrator = restartable('orchestrator', { DELETE_AUTHENTICATION_CONTEXT: 'c3' })
const { newPage } = browserUnderTest()

test('the resource itself asks for more, after the tool has begun: the same call goes on, once', async () => {
  const alice = await person('Alice')
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await deleteUntilParked(page, 'expenses audit')
  const card = page.getByTestId('step-up')
  const first = await card.textContent()
  await confirmIdentity(page, card)

  // What the policy row wanted is there now; the resource wants something else.
  await expect.poll(() => card.textContent()).not.toBe(first)
  await card.getByRole('button', { name: 'Confirm that it is you' }).waitFor()
  expect(await has(alice, '01FIN-EXPENSES-AUDIT', 'expenses')).toBe(true)
  // A start that takes long: the page asks more than once, and the agent still goes on afterwards.
  await reloadAndRestart(page, orchestrator, 3)
  await confirmIdentity(page, card)
  await deleted(page, 'Expenses audit 2026.md')
  expect(deletions(orchestrator.stateDir)).toBe(1)
  await page.context().close()
})
