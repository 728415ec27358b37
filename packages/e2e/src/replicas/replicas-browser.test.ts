import { liveSystem, tierProbes } from '@chain-of-trust/checklist/system'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test, vi } from 'vitest'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from '../browser.ts'
import { deletions } from '../deletions.ts'
import { records } from '../records.ts'
import { LAPTOP } from '../screenshots.ts'
import { deleted, deleteUntilParked } from '../step-up-steps.ts'
import { everyReplicaLetsIn } from './every-replica-lets-in.ts'
import { replicatedSystem } from './replicated-system.ts'

vi.setConfig({ testTimeout: 180_000 })
const system = replicatedSystem()
const live = liveSystem(system.stateDir)
const { newPage } = browserUnderTest()
const SHARE = 'Share the budget 2027 with bob@contoso.example'
const approve = (page: Page) =>
  page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()

afterEach(async () => {
  system.of('orchestrator').pin(undefined)
  await system.redis().mend()
  await system.postgres().mend()
})

/** The audit log that has this about the share: each replica has one of its own. */
function logOf(reason: string): string[] {
  return ['orchestrator', 'orchestrator.2'].filter((log) =>
    records(system, log).some(
      (record) => record.tool?.endsWith('/share_document') && record.reason === reason,
    ),
  )
}

/** What a card comes to say: what happened, who can do something about it, and how. It is away while the page tries again. */
const words = (card: Locator) =>
  expect.poll(() => card.locator('h2, p, dd').allInnerTexts(), { timeout: 60_000 })

test('an approval that one orchestrator has asked for is given at the other, and the call that then waits goes on at the first', async () => {
  const orchestrators = system.of('orchestrator')
  orchestrators.pin(0)
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await ask(page, SHARE)
  await page.getByTestId('approval-card').waitFor()
  orchestrators.pin(1)
  await approve(page)
  // It then waits for a step-up there, and goes on where it was asked.
  const card = page.getByTestId('step-up')
  await card.waitFor()
  orchestrators.pin(0)
  await confirmIdentity(page, card)
  await toolCall(page, -1, 'Done')
  const [asked, granted] = [logOf('approval_requested'), logOf('approval_granted')]
  expect([asked.length, granted.length]).toEqual([1, 1])
  expect(granted).not.toEqual(asked)
  await page.context().close()
})

test('without the database nothing happens on an approval: the person is told that nobody needs to act, and when to try again', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await ask(page, SHARE)
  await page.getByTestId('approval-card').waitFor()
  await system.postgres().cut()
  await approve(page)
  await words(page.getByTestId('refusal')).toEqual([
    'Its database cannot be reached at the moment. Try again in 5 seconds.',
    'The orchestrator',
    'Nobody needs to act',
    'It is temporary: try again in a moment.',
  ])
  expect(logOf('approval_unavailable')).toHaveLength(1)
  await page.context().close()
})

test('an orchestrator dies under a conversation: it goes on at the other, and a deletion that waited happens once', async () => {
  const orchestrators = system.of('orchestrator')
  orchestrators.pin(0)
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await ask(page, 'Find documents about the budget')
  await toolCall(page, 0, 'Done')
  await deleteUntilParked(page, 'expenses audit')

  await orchestrators.kill(0)
  await page.reload()
  const card = page.getByTestId('step-up')
  await card.waitFor()
  await confirmIdentity(page, card)
  await deleted(page, 'Expenses audit 2026.md')
  expect(deletions(system.stateDir)).toBe(1)
  await page.context().close()
})

test('without the store of used proofs the page says so, and the question is answered when it is back', async () => {
  const probes = await tierProbes(live, await live.signIn('Alice'))
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await ask(page, 'Find documents about the budget')
  await toolCall(page, 0, 'Done')
  await system.redis().cut()
  await ask(page, 'Find documents about travel')
  const card = page.getByTestId('failure')
  await words(card).toEqual([
    'Not available at the moment',
    'The orchestrator cannot reach something that it needs, so it can neither check your sign-in nor act for you.',
    'Nobody needs to act: this is usually temporary',
    'Wait a moment. Nothing was done, and nothing is lost.',
  ])
  // The page tries again by itself, a few times; then it leaves that to the person.
  await card
    .filter({ hasNot: page.getByRole('timer') })
    .getByRole('button')
    .waitFor({ timeout: 60_000 })
  await system.redis().mend()
  // Each replica finds it at another moment: a tool that is not there yet would refuse the question.
  await everyReplicaLetsIn(system, probes)
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/chat')) asked.push(request.url())
  })
  // Twice before the page has drawn itself anew, as a click does that meets the end of the countdown.
  await card.getByRole('button', { name: 'Try again' }).evaluate((button: { click(): void }) => {
    button.click()
    button.click()
  })
  await toolCall(page, 1, 'Done')
  expect(asked).toHaveLength(1)
  await page.context().close()
})
