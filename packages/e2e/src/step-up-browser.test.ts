import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from './browser.ts'
import { deletions } from './deletions.ts'
import { has } from './operations.ts'
import { person } from './person.ts'
import { restartable } from './restartable.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { deleted, deleteUntilParked, reloadAndRestart } from './step-up-steps.ts'
import { tenant } from './tenant.ts'

const orchestrator = restartable('orchestrator')
const { stateDir } = orchestrator
const { newPage } = browserUnderTest()

test('the policy row of the tool asks: a deletion waits, through a reload and a restart, and happens once', async () => {
  const alice = await person('Alice')
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await deleteUntilParked(page, 'expenses audit')
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'step-up')

  await reloadAndRestart(page, orchestrator)
  expect(await has(alice, '01FIN-EXPENSES-AUDIT', 'expenses')).toBe(true)
  await confirmIdentity(page, page.getByTestId('step-up'))
  await deleted(page, 'Expenses audit 2026.md')
  expect(await has(alice, '01FIN-EXPENSES-AUDIT', 'expenses')).toBe(false)
  expect(deletions(stateDir)).toBe(1)
  await screenshot(page, 'step-up-done')

  // From here on this person has what the row asks for: what comes next is asked by the hop to the resource alone.
  await ask(page, 'Delete the Northwind supplier offer')
  const approval = page.getByTestId('approval-card')
  await approval.waitFor()
  const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
  await approval.getByRole('button', { name: 'Approve' }).click()
  const card = page.getByTestId('step-up')
  await card.waitFor()
  await reloadAndRestart(page, orchestrator)
  await confirmIdentity(page, card)
  await deleted(page, 'Northwind supplier offer (received by mail).md')
  expect(deletions(stateDir)).toBe(2)
  await withdraw()
  await page.context().close()
})

test('a closed popup leaves a way to try again; cancelling does nothing', async () => {
  const alice = await person('Alice')
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await deleteUntilParked(page, 'Q3 forecast')
  const card = page.getByTestId('answer').getByTestId('step-up')
  const opened = page.waitForEvent('popup')
  await card.getByRole('button', { name: 'Confirm that it is you' }).click()
  await (await opened).close()
  // MSAL cannot see that its window was closed: the card offers it again while it waits.
  await card.getByRole('button', { name: 'Open the sign-in window again' }).waitFor()

  await page.getByRole('button', { name: /waiting for you/i }).click()
  const waiting = page.getByTestId('waiting')
  await waiting
    .getByText(/delete/i)
    .first()
    .waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'waiting')
  await waiting.getByRole('button', { name: /cancel/i }).click()
  await card.waitFor({ state: 'detached' })
  expect(await has(alice, '01FIN-Q3-FORECAST', 'forecast')).toBe(true)
  await page.context().close()
})

test('a policy on the hop to the resource only: the same card, the same way out', async () => {
  const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  await ask(page, 'Find documents about the roadmap')
  await page.getByTestId('step-up').waitFor()
  await confirmIdentity(page, page.getByTestId('step-up'))
  const call = await toolCall(page, -1, 'Done')
  expect(await call.textContent()).toContain('Documents.Read')
  await withdraw()
  await page.context().close()
})
