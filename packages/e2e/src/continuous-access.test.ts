import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { answerPopup, ask, browserUnderTest, signIn, toolCall } from './browser.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { systemUnderTest } from './system-under-test.ts'
import { tenant } from './tenant.ts'

systemUnderTest()
const { newPage } = browserUnderTest()

/** In the middle of a conversation, the administrator changes something about the person. */
async function midConversation(name: string, action: string, value?: string) {
  const page = await newPage(LAPTOP)
  await signIn(page, new RegExp(name, 'i'))
  await ask(page, 'Find documents about the handbook')
  await toolCall(page, 0, 'Done')
  await tenant.act(name, action, value)
  await ask(page, 'Find documents about the travel policy')
  return page
}

test('revoked sessions: the question waits for a new sign-in, and is then answered without being asked again', async () => {
  const page = await midConversation('Bob', 'revokeSessions')
  await answerPopup(
    page,
    page.getByRole('button', { name: /sign in again|confirm that it is you/i }).first(),
    /bob/i,
  )
  await toolCall(page, 1, 'Done')
  expect(await page.getByTestId('tool-call').count()).toBe(2)
  await page.context().close()
})

test.each([
  ['setRisk', 'high', 'none'],
  ['setDevice', 'notCompliant', 'compliant'],
  ['setLocation', 'Unknown place', 'Headquarters'],
])(
  '%s %s stops the conversation, says who can help, and lets it go on afterwards',
  { tags: ['CAE-3'] },
  async (action, bad, good) => {
    const page = await midConversation('Carol', action, bad)
    const blocked = page.getByTestId('blocked')
    await blocked.waitFor()
    expect(await blocked.textContent()).toMatch(/administrator|IT|device/i)
    expect(await blocked.textContent()).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
    expect(await accessibilityFaults(page)).toEqual([])
    await screenshot(page, `blocked-${action}`)
    await tenant.act('Carol', action, good)
    await page
      .getByRole('button', { name: /try again/i })
      .first()
      .click()
    await toolCall(page, 1, 'Done')
    await page.context().close()
  },
)

test('a disabled account ends the conversation, and says by whom it can be opened', async () => {
  const page = await midConversation('Erin Eklund', 'disable')
  const words = page.getByText(/administrator/i).first()
  await words.waitFor()
  expect(await words.isVisible()).toBe(true)
  await screenshot(page, 'disabled')
  await tenant.act('Erin Eklund', 'enable')
  await page.context().close()
})
