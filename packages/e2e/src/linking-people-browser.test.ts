import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from './browser.ts'
import { agreeAtProvider, answered, askUntilConnect, connect, openConnectPage } from './linking-steps.ts'
import { records } from './records.ts'
import { restartable } from './restartable.ts'
import { saas } from './saas.ts'
import { LAPTOP, screenshot } from './screenshots.ts'

const vault = restartable('token-vault')
const { newPage } = browserUnderTest()

const linking = () => records(vault, 'token-vault').filter(({ event }) => event === 'account_link')
const grantsOf = async (account: string) =>
  (await saas.grants('github')).filter((grant) => grant.account === account)

test('the page that Alice is sent to links nothing when Bob opens it', async () => {
  const alice = await newPage(LAPTOP)
  await signIn(alice, /alice/i)
  const card = await askUntilConnect(alice, 'List my issues')
  const address = await card.getByRole('link', { name: /^connect /i }).getAttribute('href')

  const bob = await newPage(LAPTOP)
  await signIn(bob, /bob/i)
  await bob.goto(address!)
  await bob.getByTestId('refused').waitFor()
  expect(await accessibilityFaults(bob)).toEqual([])
  await screenshot(bob, 'connect-foreign')
  expect(linking().at(-1)).toMatchObject({ outcome: 'failure', reason: 'link_foreign' })

  // Bob's own account is another row: Alice's question still waits, and what she connects is hers alone.
  await bob.goto('http://localhost:4400/')
  await connect(bob, await askUntilConnect(bob, 'List my issues'), 'bob-builds')
  await answered(bob, 'Retry webhooks with back-off')
  await alice.getByTestId('connect').waitFor()
  await connect(alice, card, 'alice-codes')
  await answered(alice, 'Close script needs the new cost centres')
  expect(await alice.getByText('Retry webhooks with back-off').count()).toBe(0)
  await alice.context().close()
  await bob.context().close()
})

test('another account than before is asked about; disconnected, it ends at the provider, and is asked for again', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await page.getByRole('button', { name: /accounts/i }).click()
  const account = page.getByTestId('accounts').getByTestId('account').filter({ hasText: 'mcp-github' })
  await account.getByText('alice-codes').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'accounts')

  await account.getByRole('button', { name: /again/i }).click()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'accounts-choice')
  const ticked = account.locator('label', { has: page.locator(':checked') }).locator('code')
  expect(await ticked.allTextContents()).toEqual(['read:user', 'issues:read'])
  await account.getByRole('button', { name: 'Go on' }).click()
  const opened = page.context().waitForEvent('page')
  await account.getByRole('link', { name: /connect github/i }).click()
  const window = await opened
  await window.getByTestId('allow').click()
  await agreeAtProvider(window, 'alice-private')
  await window.getByTestId('swap').waitFor()
  expect(await accessibilityFaults(window)).toEqual([])
  await screenshot(window, 'connect-swap')
  await window.getByTestId('replace').click()
  await window.getByTestId('done').waitFor()
  await account.getByText('alice-private').waitFor()
  await expect.poll(async () => (await grantsOf('alice-codes')).every(({ revoked }) => revoked)).toBe(true)

  await account.getByRole('button', { name: 'Disconnect' }).click()
  await account.getByRole('button', { name: /yes, disconnect/i }).click()
  await account.getByText(/not connected/i).waitFor()
  expect((await grantsOf('alice-private')).every(({ revoked }) => revoked)).toBe(true)
  await page.keyboard.press('Escape')
  await askUntilConnect(page, 'List my issues')
  await page.context().close()
})

test('a repository is deleted once: approval, a second factor, an account that may do it; reload and restart in between', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  await ask(page, 'Delete the repository bob-builds/ci-scripts')
  await page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()
  await confirmIdentity(page, page.getByTestId('step-up'))
  const card = page.getByTestId('answer').getByTestId('connect')
  await card.waitFor()

  await vault.stop()
  await page.reload()
  await card.waitFor()
  await vault.start()
  const window = await openConnectPage(page, card)
  await window.getByTestId('consent').getByText('delete_repo').waitFor()
  await vault.stop()
  await vault.start()
  await window.getByTestId('allow').click()
  await agreeAtProvider(window, 'bob-builds')
  await toolCall(page, -1, 'Done')
  await answered(page, 'ci-scripts')
  expect(await page.getByTestId('approval-card').count()).toBe(0)
  await page.context().close()
})

test('each server has its own account: Jira asks for itself', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  await connect(page, await askUntilConnect(page, 'Find tickets about refunds'), 'bob.baker')
  await toolCall(page, -1, 'Done')
  const released = records(vault, 'token-vault').filter(({ event }) => event === 'token_released')
  expect(released.at(-1)).toMatchObject({
    outcome: 'success',
    client: { app_id: 'a1b00000-0000-4000-8000-000000004413' },
  })
  await page.context().close()
})
