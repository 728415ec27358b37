import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, signIn } from './browser.ts'
import { agreeAtProvider, answered, askUntilConnect, connect, openConnectPage } from './linking-steps.ts'
import { PROVIDER_TOKEN, watchForTokens } from './provider-tokens.ts'
import { saas } from './saas.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { AI_HOST, systemUnderTest } from './system-under-test.ts'

systemUnderTest()
const { newPage } = browserUnderTest()
afterEach(async () => {
  await saas.set('github', { mode: 'normal' })
})

const QUESTION = 'List my issues'
/** Assigned to each. */
const ISSUES = { alice: 'Refunds are rounded twice', bob: 'Retry webhooks with back-off' }

/** A page whose person is signed in, in a browser that is watched for tokens. */
async function watchedPage(person: RegExp) {
  let watch!: ReturnType<typeof watchForTokens>
  const page = await newPage(LAPTOP, async (context) => void (watch = watchForTokens(context)))
  await signIn(page, person)
  return {
    page,
    close: async () => {
      for (const one of page.context().pages()) await watch.page(one)
      await page.context().close()
      expect(watch.found).toEqual([])
      expect(watch.looked.answers).toBeGreaterThan(20)
    },
  }
}

/**
 * The wait that the card names may round to less than what the vault still keeps to: then it says so once more.
 * While an answer is asked for again it is not there, and the last one is the one before: so it is named by its number.
 */
async function tryUntilAnswered(page: Page, index: number): Promise<void> {
  const answer = page.getByTestId('answer').nth(index)
  await expect
    .poll(
      async () => {
        const again = answer.getByRole('button', { name: 'Try again' })
        if (await again.isVisible()) await again.click()
        return answer.getByTestId('tool-call').last().getByText('Done', { exact: true }).isVisible()
      },
      { interval: 500 },
    )
    .toBe(true)
  await answered(page, ISSUES.alice)
}

/** The provider refuses the token that the vault holds, which therefore has to be refreshed, and cannot be. */
const TROUBLES = [
  { mode: 'failing', retry_after: 1 },
  { mode: 'rate_limited', retry_after: 2 },
  { mode: 'slow', delay_ms: 8000 },
]

test('a provider that is down, busy or slow: a card says who and when, and the same question is answered then', async () => {
  for (const sample of ['mgh_0123456789ab', 'x=mghr_0123456789ab', 'mjr_0123456789ab', 'mjrr_0123456789ab']) {
    expect(sample).toMatch(PROVIDER_TOKEN)
  }
  const { page, close } = await watchedPage(/alice/i)
  await connect(page, await askUntilConnect(page, QUESTION), 'alice-codes')
  await answered(page, ISSUES.alice)

  for (const trouble of TROUBLES) {
    await saas.set('github', { where: 'token', ...trouble })
    await saas.expire('github', 'alice-codes')
    const before = await page.getByTestId('answer').count()
    await ask(page, QUESTION)
    const card = page.getByTestId('answer').nth(before).getByTestId('refusal').last()
    await card.waitFor()
    const words = (await card.textContent())!
    const wait = Number(/Try again in (\d+) seconds?/.exec(words)?.[1])
    expect([words, wait > 0 && wait < 60]).toEqual([expect.stringContaining('GitHub'), true])
    expect(words).toContain('Who can fix it')
    expect(await page.getByTestId('connect').count()).toBe(0)
    await screenshot(page, `trouble-${trouble.mode}`)
    await saas.set('github', { mode: 'normal' })
    await tryUntilAnswered(page, before)
  }
  expect(await accessibilityFaults(page)).toEqual([])
  await close()
})

test('a provider that takes the grant no longer: the card asks to connect again, and the call goes on', async () => {
  const { page, close } = await watchedPage(/alice/i)
  await saas.expire('github', 'alice-codes')
  await saas.set('github', { mode: 'invalid_grant', where: 'token', count: 1 })
  const card = await askUntilConnect(page, QUESTION)
  await card.getByText(/again/i).first().waitFor()
  await connect(page, card, 'alice-codes')
  await answered(page, ISSUES.alice)
  expect(await page.getByTestId('connect').count()).toBe(0)
  await close()
})

/** The address that the card offers now. */
const addressOn = (card: Locator) => card.getByRole('link', { name: /^connect /i }).getAttribute('href')

async function freshAddress(card: Locator): Promise<void> {
  const before = await addressOn(card)
  await card.getByRole('button', { name: 'Get a new address' }).click()
  await expect.poll(() => addressOn(card)).not.toBe(before)
}

async function again(page: Page, card: Locator): Promise<Page> {
  await freshAddress(card)
  return openConnectPage(page, card)
}

test('no is an answer, here and at the provider; a used address gets a fresh one; a reload loses nothing', async () => {
  const { page, close } = await watchedPage(/bob/i)
  const card = await askUntilConnect(page, QUESTION)
  const first = await openConnectPage(page, card)
  await first.getByTestId('decline').click()
  await first.getByTestId('declined').waitFor()
  expect(await accessibilityFaults(first)).toEqual([])
  await screenshot(first, 'declined')
  await first.close()
  const used = await openConnectPage(page, card)
  await used.getByTestId('refused').getByText('This link no longer works').waitFor()
  expect(await accessibilityFaults(used)).toEqual([])
  await screenshot(used, 'refused-used')
  await used.close()

  const second = await again(page, card)
  await second.getByTestId('allow').click()
  await screenshot(second, 'provider-sign-in')
  await second.getByTestId('account-bob-builds').click()
  await screenshot(second, 'provider-consent')
  await second.getByTestId('consent-decline').click()
  await second.getByTestId('declined').waitFor()
  await second.close()
  await card.getByRole('button', { name: 'I have connected it' }).click()
  await card
    .getByRole('alert')
    .getByText(/not connected/i)
    .waitFor()
  await screenshot(page, 'connect-not-yet')

  const third = await again(page, card)
  await page.reload()
  await card.waitFor()
  await third.getByTestId('allow').click()
  await agreeAtProvider(third, 'bob-builds')
  await third.getByTestId('done').waitFor()
  await answered(page, ISSUES.bob)
  expect(await page.getByTestId('connect').count()).toBe(0)
  await close()
})

test('a job that meets a missing account waits, and runs once when it is connected', async () => {
  const { page, close } = await watchedPage(/eklund/i)
  let resumes = 0
  page.on('response', (response) => {
    if (/\/operations\/[^/]+\/resume$/.test(response.url()) && response.ok()) resumes += 1
  })
  await ask(page, 'Every morning at 7:30, list my issues')
  await page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('button', { name: 'See it under “Jobs”' }).click()
  const job = page.getByTestId('jobs').getByRole('article', { name: /^list my issues$/i })
  await job.getByRole('button', { name: 'Run now' }).click()
  await job.getByText('Waiting for you', { exact: true }).waitFor()
  await job.getByText(/: it needed you$/).waitFor()

  await page.goto(AI_HOST)
  await page.getByRole('button', { name: /^Waiting for you.*1/ }).click()
  const waiting = page.getByTestId('waiting')
  await waiting.getByRole('heading', { name: 'A job of yours' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'connect-job')
  await connect(page, waiting.getByTestId('connect'), 'erin-reviews')
  await waiting.getByText(/^Done · asked/).waitFor()
  expect(resumes).toBe(1)
  await waiting.getByRole('button', { name: 'See the result under “Jobs”' }).click()
  await job.getByText(/: done$/).waitFor()
  await job.getByText('Its last result').click()
  expect(await job.getByLabel('Result').textContent()).toMatch(/#\d+/)
  await close()
})
