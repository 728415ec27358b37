import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ask, toolCall } from './browser.ts'
import type { Restartable } from './restartable.ts'

/** Asks for a deletion and approves it: the call then waits for a step-up. */
export async function deleteUntilParked(page: Page, what: string): Promise<void> {
  await ask(page, `Delete the ${what}`)
  await page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()
  await page.getByTestId('step-up').waitFor()
}

/**
 * While a call waits: the page comes back when nobody answers, and the orchestrator while the page waits.
 * @param tries how often the page has asked in vain what the agent may use, before it starts
 */
export async function reloadAndRestart(page: Page, orchestrator: Restartable, tries = 1): Promise<void> {
  await orchestrator.stop()
  let failed = 0
  page.on('requestfailed', (request) => {
    if (request.url().endsWith('/api/catalogue')) failed += 1
  })
  await page.reload()
  await page.getByTestId('step-up').waitFor()
  await expect.poll(() => failed).toBeGreaterThanOrEqual(tries)
  await orchestrator.start()
}

export async function deleted(page: Page, name: string): Promise<void> {
  await toolCall(page, -1, 'Done')
  // The agent goes on by itself, and asks for nothing a second time.
  await page.getByText(`Done: “${name}” is deleted.`).waitFor()
  expect(await page.getByTestId('approval-card').count()).toBe(0)
}
