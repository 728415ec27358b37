import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { answerPopup, ask, browserUnderTest, signIn, toolCall } from './browser.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'
import { tenant } from './tenant.ts'

systemUnderTest()
const { newPage } = browserUnderTest()

/** Seconds after which a sign-in is too old; a resume must follow the sign-in within them. */
const FREQUENCY = 30

/** Each test's page: signed in, in the middle of a conversation, and since then `FREQUENCY` have passed. */
const pages = { 'mcp-sharepoint': /bob/i, 'mock-graph': /bob/i, max_age: /carol/i }
const old = new Map<string, Page>()
beforeAll(async () => {
  for (const [name, who] of Object.entries(pages)) {
    const page = await newPage(LAPTOP)
    await signIn(page, who)
    await ask(page, 'Find documents about the handbook')
    await toolCall(page, 0, 'Done')
    old.set(name, page)
  }
  await sleep(FREQUENCY * 1000)
})

/** The parameters of the next request to the authorization endpoint that a window makes. */
async function authorization(page: Page, name: string): Promise<string | null> {
  const popup = await page.waitForEvent('popup')
  const request = await popup.waitForEvent('request', (one) => one.url().includes('/authorize'))
  return new URL(request.url()).searchParams.get(name)
}

/** The sign-in becomes too old for the tokens of a resource. */
async function untilTooOld(page: Page, application: string): Promise<() => Promise<void>> {
  const withdraw = await tenant.limitSignIn(application, FREQUENCY)
  await ask(page, 'Find documents about the travel policy')
  await page.getByTestId('step-up').waitFor()
  return withdraw
}

test.each(['mcp-sharepoint', 'mock-graph'])(
  'a sign-in that is too old for %s: the person signs in again, and the same call goes on',
  async (application) => {
    const page = old.get(application)!
    const withdraw = await untilTooOld(page, application)
    try {
      const card = page.getByTestId('step-up')
      expect(await card.getByRole('heading').textContent()).toBe('Sign in again')
      expect(await accessibilityFaults(page)).toEqual([])
      await screenshot(page, `sign-in-again-${application}`)
      const prompt = authorization(page, 'prompt')
      await answerPopup(page, card.getByRole('button', { name: 'Sign in again' }), /bob/i)
      expect(await prompt).toBe('login')
      await toolCall(page, 1, 'Done')
      expect(await page.getByTestId('tool-call').count()).toBe(2)
    } finally {
      await withdraw()
      await page.context().close()
    }
  },
)

test('max_age of RFC 9470 reaches the authorization endpoint, which asks anew', async () => {
  const page = old.get('max_age')!
  // No server of ours has a row that asks for an age, so its challenge takes the place of the other one.
  const needs = {
    kind: 'step_up',
    by: 'mcp-sharepoint',
    reason: 'A fresher proof is needed.',
    maxAge: FREQUENCY,
  }
  await page.route(`${ORCHESTRATOR}/api/operations`, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    const response = await route.fetch()
    if (!response.ok()) return route.fulfill({ response })
    const { operations } = (await response.json()) as { operations: { state: string }[] }
    const changed = operations.map((one) => (one.state === 'needs_user' ? { ...one, needs } : one))
    await route.fulfill({ response, json: { operations: changed } })
  })
  const withdraw = await untilTooOld(page, 'mcp-sharepoint')
  try {
    const card = page.getByTestId('step-up')
    await card.getByText('A fresher proof is needed.').waitFor()
    const maxAge = authorization(page, 'max_age')
    await answerPopup(page, card.getByRole('button', { name: 'Confirm that it is you' }), /carol/i)
    expect(await maxAge).toBe(String(FREQUENCY))
    await toolCall(page, 1, 'Done')
  } finally {
    await withdraw()
    await page.context().close()
  }
})
