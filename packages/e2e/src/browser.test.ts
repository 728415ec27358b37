import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from './browser.ts'
import { LAPTOP, PHONE, screenshot } from './screenshots.ts'
import { systemUnderTest } from './system-under-test.ts'

systemUnderTest()
const { newPage } = browserUnderTest()

test('a person signs in, asks, reads, approves a share, and signs out', async () => {
  const page = await newPage(LAPTOP)
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'signed-out')
  await signIn(page, /alice/i)

  await ask(page, 'Find documents about the budget')
  await toolCall(page, 0, 'Done')
  await ask(page, 'Read the first one')
  const read = await toolCall(page, 1, 'Done')
  expect(await read.textContent()).toContain('Documents.Read')
  await page.getByRole('button', { name: 'Send' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'chat')

  await ask(page, 'Share it with bob@contoso.example')
  const card = page.getByTestId('approval-card')
  await card.waitFor()
  expect(await card.textContent()).toContain('bob@contoso.example')
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'approval')
  await card.getByRole('button', { name: 'Approve' }).dblclick()
  await confirmIdentity(page, page.getByTestId('step-up'))
  await toolCall(page, 2, 'Done')
  expect(await page.getByTestId('tool-call').count()).toBe(3)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .waitFor()
  expect(
    await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('accesstoken'))),
  ).toEqual([])
  await page.context().close()
})

test('what was shared is there for the other person, and what was not is not', async () => {
  const page = await newPage(PHONE)
  await signIn(page, /bob/i)
  await ask(page, 'Find documents about the budget')
  await page.getByTestId('answer').getByText('Budget 2027.md (Finance)').waitFor()
  await ask(page, 'Read the Q3 forecast 2026')
  await page.getByText(/found no document/i).waitFor()
  expect(await page.getByText('Q3 forecast 2026.md').count()).toBe(0)
  await screenshot(page, 'nothing-found')
  await page.context().close()
})

test('a declined approval does nothing', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await ask(page, 'Delete the Q3 forecast')
  await page.getByTestId('approval-card').getByRole('button', { name: 'Decline' }).click()
  await page.getByText('Nothing was done.').waitFor()
  await ask(page, 'Find documents about the Q3 forecast')
  const found = page.getByTestId('answer').last().getByText('Q3 forecast 2026.md (Finance)')
  await found.waitFor()
  expect(await found.count()).toBe(1)
  await page.context().close()
})

test('a permission that the person switches off is not asked for, and the refusal says so', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await page
    .getByRole('radio', { name: 'Read only' })
    .or(page.getByRole('button', { name: 'Read only' }))
    .click()
  await ask(page, 'Share the budget with bob@contoso.example')
  const refusal = page.getByTestId('refusal')
  await refusal.waitFor()
  expect(await refusal.textContent()).toMatch(/Documents\.Share/)
  await page.getByText('Switch it on under “Permissions”').waitFor()
  expect(await page.getByTestId('approval-card').count()).toBe(0)
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'refusal')
  await page.context().close()
})

test('tokens are nowhere in the page, its address, its console or its storage of messages', async () => {
  const page = await newPage(LAPTOP)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await signIn(page, /alice/i)
  await ask(page, 'Find documents about the budget')
  await toolCall(page, 0, 'Done')
  const conversation = await page.evaluate(() =>
    Object.entries(sessionStorage).filter(([key]) => key.includes('conversation')),
  )
  expect(conversation.length).toBeGreaterThan(0)
  const seen = [await page.content(), page.url(), JSON.stringify(conversation), ...said].join('\n')
  expect(seen).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/)
  await page.context().close()
})
