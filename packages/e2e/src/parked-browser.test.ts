import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { answerPopup, ask, browserUnderTest, confirmIdentity, signIn } from './browser.ts'
import { FRESH_TOKEN, playOrchestrator, type Story } from './parked-page.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { systemUnderTest } from './system-under-test.ts'

// The page and the identity provider are real; the orchestrator's answers are played.
systemUnderTest()
const { newPage } = browserUnderTest()

/** A deletion of Alice's waits for her. */
async function parked(claims?: string) {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  const story = await playOrchestrator(page.context(), claims)
  const windows: Page[] = []
  page.on('popup', (popup) => windows.push(popup))
  await ask(page, 'Delete the draft')
  return { page, story, windows, card: page.getByTestId('answer').getByTestId('step-up') }
}

const goesOn = (page: Page) => page.getByText('It is deleted.').waitFor()
const CONFIRM = { name: 'Confirm that it is you' }

test('a reload while it waits changes nothing; afterwards a reload asks for nothing more', async () => {
  const { page, story, card } = await parked()
  await card.waitFor()
  await page.reload()
  await confirmIdentity(page, card)
  await goesOn(page)
  expect(story.asked).toEqual({ chat: 2, resume: 1 })
  await page.reload()
  await goesOn(page)
  await page.getByRole('button', { name: 'Send' }).waitFor()
  expect(story.asked).toEqual({ chat: 2, resume: 1 })
  expect(await page.getByTestId('tool-call').count()).toBe(1)
  await page.context().close()
})

test('what was done elsewhere is filled in, and the agent goes on from it', async () => {
  const { page, story, windows, card } = await parked()
  await card.waitFor()
  story.finish()
  await page.reload()
  await goesOn(page)
  expect(story.asked).toEqual({ chat: 2, resume: 0 })
  expect(windows).toEqual([])
  await page.context().close()
})

test('what runs elsewhere is shown to run, and then its result', async () => {
  const { page, story, card } = await parked()
  await card.waitFor()
  story.operation = { ...story.operation, state: 'running' }
  await page.reload()
  await card.getByRole('progressbar').waitFor()
  expect(await card.getByRole('button').count()).toBe(0)
  story.finish()
  await goesOn(page)
  expect(story.asked.resume).toBe(0)
  await page.context().close()
})

test.each<[string, (story: Story) => { status: number; json: object }, RegExp]>([
  [
    'was up',
    () => ({ status: 410, json: { error: 'operation_expired' } }),
    /waited for you until its time was up/,
  ],
  ['was cancelled', () => ({ status: 410, json: { error: 'operation_cancelled' } }), /Nothing was done/],
  [
    'asks for the same thing for ever',
    ({ operation }) => ({
      status: 200,
      json: { ...operation, state: 'failed', error: 'challenge_repeated', needs: undefined },
    }),
    /do not fit together/,
  ],
])('one that %s ends in words, and is not offered again', async (_what, answer, words) => {
  const { page, story, card } = await parked()
  story.onResume = () => answer(story)
  await confirmIdentity(page, card)
  await page.getByText(words).waitFor()
  expect(await card.count()).toBe(0)
  expect(story.asked.resume).toBe(1)
  await page.context().close()
})

test('one that was interrupted says that it may have happened, and needs no second proof', async () => {
  const { page, story, windows, card } = await parked()
  await card.waitFor()
  story.operation = { ...story.operation, state: 'interrupted', needs: undefined }
  await page.reload()
  await card.getByText('It may have happened').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'interrupted')
  expect(story.asked.resume).toBe(0)
  await card.getByRole('button', { name: 'Try again' }).click()
  await goesOn(page)
  expect(windows).toEqual([])
  await page.context().close()
})

test('a double click opens one window and runs it once', async () => {
  const { page, story, windows, card } = await parked()
  const opened = page.waitForEvent('popup')
  await card.getByRole('button', CONFIRM).dblclick()
  await (await opened).getByRole('button', { name: /approve/i }).click()
  await goesOn(page)
  expect(windows.length).toBe(1)
  expect(story.asked.resume).toBe(1)
  await page.context().close()
})

test('somebody else in the window confirms nothing, and leaves nothing behind', async () => {
  const { page, story, card } = await parked()
  await card.waitFor()
  story.operation = {
    ...story.operation,
    needs: { kind: 'sign_in', by: 'authorization server', reason: 'Sign in.' },
  }
  await page.reload()
  await answerPopup(page, card.getByRole('button', { name: 'Sign in again' }), /bob/i)
  await card.getByText('Another account was chosen').waitFor()
  expect(story.asked.resume).toBe(0)
  expect(await page.evaluate(() => Object.values(sessionStorage).join())).not.toContain('bob@contoso.example')
  await screenshot(page, 'other-account')
  await page.context().close()
})

test('where only a fresh token is asked for, nobody is', async () => {
  const { page, story, windows } = await parked(FRESH_TOKEN)
  await goesOn(page)
  expect(windows).toEqual([])
  expect(story.asked.resume).toBe(1)
  await page.context().close()
})

test('from the list, with another conversation open: it runs, and this conversation stays as it is', async () => {
  const { page, story, card } = await parked()
  await card.waitFor()
  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.getByRole('button', { name: /^Waiting for you/ }).click()
  const waiting = page.getByTestId('waiting')
  await waiting.getByText('From another conversation.').waitFor()
  await confirmIdentity(page, waiting)
  await waiting.getByText(/^Done · asked/).waitFor()
  expect(story.asked).toEqual({ chat: 1, resume: 1 })
  expect(await page.getByTestId('tool-call').count()).toBe(0)
  await page.context().close()
})

test('confirmed in another tab, it goes on in this one', async () => {
  const { page, story, card } = await parked()
  await card.waitFor()
  const second = await page.context().newPage()
  await second.goto(page.url())
  await signIn(second, /alice/i)
  await second.getByRole('button', { name: /^Waiting for you/ }).click()
  await confirmIdentity(second, second.getByTestId('waiting'))
  await second
    .getByTestId('waiting')
    .getByText(/^Done · asked/)
    .waitFor()
  await goesOn(page)
  expect(story.asked.resume).toBe(1)
  await page.context().close()
})
