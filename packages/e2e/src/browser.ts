import { existsSync } from 'node:fs'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { AI_HOST } from './system-under-test.ts'

const CANDIDATES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Milliseconds after which a test gives up on what a page should show: that it hangs, not that it is slow. Of several
 * builds on one machine each is many times slower than alone.
 */
const PATIENCE = 60_000

type NewPage = (
  options?: BrowserContextOptions,
  prepare?: (context: BrowserContext) => Promise<void>,
) => Promise<Page>

/** One real Chromium for a test file. */
export function browserUnderTest(): { newPage: NewPage } {
  let browser: Browser
  beforeAll(async () => {
    const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path))
    if (executablePath === undefined) throw new Error('no Chromium found: set CHROMIUM_PATH')
    browser = await chromium.launch({ executablePath, args: ARGUMENTS })
  })
  afterAll(() => browser?.close())
  return {
    async newPage(options = {}, prepare) {
      const context = await browser.newContext(options)
      await prepare?.(context)
      context.setDefaultTimeout(PATIENCE)
      const page = await context.newPage()
      await page.goto(AI_HOST)
      return page
    },
  }
}

/** Signs in as a person would: the popup, the choice of user, the consent if it is asked for. */
export async function signIn(page: Page, person: string | RegExp): Promise<void> {
  const opened = page.waitForEvent('popup')
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click()
  const popup = await opened
  await popup.getByRole('button', { name: person }).click()
  const accept = popup.getByRole('button', { name: /accept/i })
  const closed = popup.waitForEvent('close').then(
    () => 'closed' as const,
    () => 'closed' as const,
  )
  const asked = accept.waitFor().then(
    () => 'asked' as const,
    () => 'closed' as const,
  )
  if ((await Promise.race([closed, asked])) === 'asked') await accept.click()
  await page.getByTestId('signed-in-user').first().waitFor()
}

/** Gives the second factor in the popup that a step-up card opens. */
export async function confirmIdentity(page: Page, card: Locator): Promise<void> {
  await answerPopup(page, card.getByRole('button', { name: 'Confirm that it is you' }))
}

/** Opens a popup and does what its pages ask for, in whatever order they come. */
export async function answerPopup(page: Page, opener: Locator, person?: RegExp): Promise<void> {
  const opened = page.waitForEvent('popup')
  await opener.click()
  const popup = await opened
  const wanted = popup.getByRole('button', { name: /approve|accept/i })
  const button = (
    person === undefined ? wanted : wanted.or(popup.getByRole('button', { name: person }))
  ).first()
  while (!popup.isClosed()) {
    // Until there is one, or the window has closed.
    await button.click().catch((error: unknown) => {
      if (!popup.isClosed()) throw error
    })
    await popup.waitForLoadState().catch(() => {})
  }
}

/** Asks the agent, as soon as it can be asked. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByTestId('chat-input').fill(question)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The n-th tool call of the conversation, once it has come to its end. */
export async function toolCall(
  page: Page,
  index: number,
  end: 'Done' | 'Refused' | 'Declined by you',
): Promise<Locator> {
  const call = page.getByTestId('tool-call').nth(index)
  await call.getByText(end, { exact: true }).waitFor()
  return call
}
