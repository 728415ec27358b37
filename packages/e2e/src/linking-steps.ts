import type { Locator, Page } from 'playwright-core'
import { ask, toolCall } from './browser.ts'

/** Asks for something that needs an account which is not connected. @returns the card that asks for it */
export async function askUntilConnect(page: Page, question: string): Promise<Locator> {
  await ask(page, question)
  const card = page.getByTestId('answer').getByTestId('connect').last()
  await card.waitFor()
  return card
}

/** Opens the vault's page from the card, in a window of its own. */
export async function openConnectPage(page: Page, card: Locator): Promise<Page> {
  const opened = page.context().waitForEvent('page')
  await card.getByRole('link', { name: /^connect /i }).click()
  return opened
}

/** At the provider: who the person is there, and that they agree. */
export async function agreeAtProvider(window: Page, account: string): Promise<void> {
  await window.getByTestId(`account-${account}`).click()
  await window.getByTestId('consent-accept').click()
}

/** The whole way from the card: the vault's consent, the provider, back to the vault. */
export async function connect(page: Page, card: Locator, account: string): Promise<Page> {
  const window = await openConnectPage(page, card)
  await window.getByTestId('allow').click()
  await agreeAtProvider(window, account)
  return window
}

/** The answer to a call that had to wait: it comes by itself, and nothing is asked again. */
export async function answered(page: Page, text: string): Promise<void> {
  await toolCall(page, -1, 'Done')
  await page.getByTestId('answer').last().getByText(text).filter({ visible: true }).first().waitFor()
}
