import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listServices, startSystem, type System } from '@chain-of-trust/tooling'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from './browser.ts'
import { has } from './operations.ts'
import { person } from './person.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { tenant } from './tenant.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-step-up-browser-'))
const [agent, rest] = [true, false].map((wanted) =>
  listServices().filter(({ name }) => (name === 'orchestrator') === wanted),
)
let others: System
let orchestrator: System
const startOrchestrator = () => startSystem({ stateDir, services: agent! })
const { newPage } = browserUnderTest()

beforeAll(async () => {
  others = await startSystem({ stateDir, services: rest! })
  orchestrator = await startOrchestrator()
})
afterAll(async () => {
  await orchestrator.stop()
  await others.stop()
})

/** Asks for a deletion and approves it: the call then waits for a step-up. */
async function deleteUntilParked(page: Page, what: string): Promise<void> {
  await ask(page, `Delete the ${what}`)
  await page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()
  await page.getByTestId('step-up').waitFor()
}

test('a deletion waits for the second factor, through a reload and a restart, and happens once', async () => {
  const alice = await person('Alice')
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await deleteUntilParked(page, 'expenses audit')
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'step-up')

  // The page comes back while nobody answers, and the orchestrator while the page waits.
  await orchestrator.stop()
  await page.reload()
  await page.getByTestId('step-up').waitFor()
  orchestrator = await startOrchestrator()
  expect(await has(alice, '01FIN-EXPENSES-AUDIT', 'expenses')).toBe(true)

  await confirmIdentity(page, page.getByTestId('step-up'))
  await toolCall(page, -1, 'Done')
  expect(await has(alice, '01FIN-EXPENSES-AUDIT', 'expenses')).toBe(false)
  // The agent goes on by itself, and asks for nothing a second time.
  await page.getByText('Done: “Expenses audit 2026.md” is deleted.').waitFor()
  expect(await page.getByTestId('approval-card').count()).toBe(0)
  await screenshot(page, 'step-up-done')
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
