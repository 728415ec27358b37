import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, signIn } from './browser.ts'
import { agreeAtProvider, answered, askUntilConnect, connect, openConnectPage } from './linking-steps.ts'
import { records } from './records.ts'
import { saas } from './saas.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { wholeSystem, withClockAhead } from './whole-system.ts'

const system = wholeSystem()
const { newPage } = browserUnderTest()
const DAY = 25 * 60 * 60
/** Assigned to alice-codes. */
const ISSUE = 'Refunds are rounded twice'

const inVault = (event: string) => records(system, 'token-vault').filter((record) => record.event === event)

test('“list my issues”: connect, consent, the answer; next day it refreshes by itself; ended by the provider, it asks again', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  const card = await askUntilConnect(page, 'List my issues')
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'connect')

  const window = await openConnectPage(page, card)
  await window.getByTestId('consent').waitFor()
  expect(await accessibilityFaults(window)).toEqual([])
  await screenshot(window, 'connect-consent')
  await window.getByTestId('allow').click()
  await agreeAtProvider(window, 'alice-codes')
  await window.getByTestId('done').waitFor()
  expect(await accessibilityFaults(window)).toEqual([])
  await screenshot(window, 'connect-done')
  await answered(page, ISSUE)
  expect(await page.getByTestId('connect').count()).toBe(0)
  await screenshot(page, 'connected')
  await page.context().close()
  expect(inVault('token_released').at(-1)).toMatchObject({ outcome: 'success' })
  expect(inVault('token_refreshed')).toEqual([])

  // Everything is restarted a day later, by everybody's clock.
  await system.restartLater(DAY)
  const tomorrow = await newPage(LAPTOP, withClockAhead(DAY))
  await signIn(tomorrow, /alice/i)
  await ask(tomorrow, 'List my issues')
  await answered(tomorrow, ISSUE)
  expect(await tomorrow.getByTestId('connect').count()).toBe(0)
  expect(inVault('token_refreshed')).toMatchObject([{ outcome: 'success' }])
  expect(await saas.grants('github')).toMatchObject([
    { account: 'alice-codes', rotations: 1, revoked: false },
  ])

  await saas.revoke('github', 'alice-codes')
  const again = await askUntilConnect(tomorrow, 'List my issues')
  await screenshot(tomorrow, 'connect-again')
  await connect(tomorrow, again, 'alice-codes')
  await answered(tomorrow, ISSUE)
  await tomorrow.context().close()
})
