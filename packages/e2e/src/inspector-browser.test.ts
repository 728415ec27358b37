import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, signIn, toolCall } from './browser.ts'
import { restartable } from './restartable.ts'
import { LAPTOP, PHONE, screenshot } from './screenshots.ts'

const auditTrail = restartable('audit-trail')
const { newPage } = browserUnderTest()

/** Header and payload: a token that somebody could use, whole or cut. */
const TOKEN = /eyJ[\w-]{20,}\.eyJ[\w-]{10,}/

/** How what is drawn of this hop's arrow moves, once it is. */
function motion(page: Page): Promise<unknown> {
  const names = `[...document.querySelectorAll('.arrow.now')].map((part) => getComputedStyle(part).animationName)`
  return page.evaluate(`[...new Set(${names})]`)
}

const VERIFIED_LAST = 'The resource verified Token C'

async function press(button: Locator): Promise<void> {
  await button.focus()
  await button.press('Enter')
}

/** Opens the inspector by keyboard and waits until it watches. */
async function inspect(page: Page): Promise<Locator> {
  await press(page.getByRole('button', { name: 'Chain inspector' }))
  const inspector = page.getByTestId('inspector')
  await inspector.getByText('Live', { exact: true }).waitFor()
  return inspector
}

async function downloaded(page: Page, button: Locator): Promise<string> {
  const download = page.waitForEvent('download')
  await press(button)
  return readFileSync(await (await download).path(), 'utf8')
}

test('a request is drawn while it happens, replayed by keyboard, and taken away as a document', async () => {
  const violations: string[] = []
  const page = await newPage(LAPTOP, async (context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await context.exposeFunction('violated', (what: string) => void violations.push(what))
    await context.addInitScript(
      `document.addEventListener('securitypolicyviolation', (e) => violated(e.violatedDirective + ' ' + e.sourceFile + ' ' + e.sample))`,
    )
  })
  await signIn(page, /alice/i)
  const inspector = await inspect(page)
  await inspector.getByText('Nothing yet.').waitFor()
  await screenshot(page, 'inspector-empty')

  await ask(page, 'Find documents about the budget')
  const now = inspector.getByTestId('hop-now')
  await now.getByText(VERIFIED_LAST).waitFor()
  await toolCall(page, 0, 'Done')
  for (const [letter, audience] of ['Orchestrator', 'SharePoint tools', 'Your documents'].entries()) {
    const name = `Token ${'ABC'[letter]} for ${audience}`
    await inspector.getByRole('columnheader', { name }).first().waitFor()
  }
  await inspector.getByText('B → C: Documents.Read became Files.Read.').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'inspector-live')

  // The link under the tool call leads to the same request, and the address names it.
  const trace = await inspector.getByTestId('trace-id').innerText()
  await press(page.getByTestId('tool-call').first().getByText('Show the chain'))
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/chain/${trace}`)
  await inspector.getByRole('button', { name: 'Follow the newest' }).waitFor()

  const player = inspector.getByRole('group', { name: 'Replay' })
  await press(player.getByRole('button', { name: 'To the start' }))
  await now.getByText('Before the first hop').waitFor()
  await inspector.getByText('No token has been seen yet.').waitFor()
  await screenshot(page, 'inspector-before')
  await press(player.getByRole('button', { name: 'One hop forward' }))
  await now.getByText('The orchestrator verified Token A').waitFor()
  expect(await inspector.getByRole('columnheader', { name: /^Token [BC] / }).count()).toBe(0)
  await expect.poll(() => motion(page)).toEqual(['along'])
  await press(player.getByRole('button', { name: 'Replay' }))
  // Which hop it has come to by then, the machine decides.
  await expect.poll(() => player.innerText()).not.toMatch(/Hop 1 of/)
  await press(player.getByRole('button', { name: 'Pause' }))
  await screenshot(page, 'inspector-replay')
  await press(player.getByRole('button', { name: 'To the end' }))
  await now.getByText(VERIFIED_LAST).waitFor()

  const document = await downloaded(page, inspector.getByRole('button', { name: 'Download Markdown' }))
  expect(document).toContain(trace)
  expect(document).toMatch(/```mermaid\nsequenceDiagram\n/)
  const data = await downloaded(page, inspector.getByRole('button', { name: 'Download JSON' }))
  expect(JSON.stringify(JSON.parse(data))).toContain(trace)
  await press(inspector.getByRole('button', { name: 'Copy the Markdown' }))
  await inspector.getByText('Copied', { exact: true }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(document)

  const seen = [await page.content(), page.url(), document, data].join('\n')
  expect(seen).toContain(trace)
  expect(seen).not.toMatch(TOKEN)
  expect(violations).toEqual([])

  // Another person has the link, and none of the records.
  const others = await newPage(PHONE)
  await signIn(others, /bob/i)
  await others.goto(page.url())
  await others.getByTestId('inspector').getByText('No record of this request is yours to see.').waitFor()
  await others.context().close()
  await page.context().close()
})

test('a refusal says who refused, by which clause, who can help, and the way out', async () => {
  const page = await newPage({ ...LAPTOP, reducedMotion: 'reduce' })
  await signIn(page, /alice/i)
  const inspector = await inspect(page)
  await ask(page, 'Share the budget with bob@contoso.example')
  await page.getByTestId('approval-card').getByRole('button', { name: 'Approve' }).click()
  await page.getByTestId('step-up').waitFor()
  const refused = inspector.getByTestId('refused-here')
  await refused.getByText('claims_insufficient').waitFor()
  const words = await refused.innerText()
  for (const part of ['SharePoint tools', '401 insufficient_claims', 'Entra claims challenge', 'You'])
    expect(words).toContain(part)
  expect(words).toMatch(/Way out\s+\S/)
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'inspector-refused')

  // Whoever asked for less motion gets the steps without any.
  const player = inspector.getByRole('group', { name: 'Replay' })
  await press(player.getByRole('button', { name: 'To the start' }))
  await press(player.getByRole('button', { name: 'One hop forward' }))
  await player.getByText(/^Hop 1 of/).waitFor()
  await expect.poll(() => motion(page)).toEqual(['none'])
  await page.context().close()
})

test('what happens while the stream is broken is there when it comes back', async () => {
  const page = await newPage(PHONE)
  await signIn(page, /alice/i)
  await ask(page, 'Find documents about the budget')
  const found = await toolCall(page, 0, 'Done')
  await press(found.getByText('Show the chain'))
  const inspector = page.getByTestId('inspector')
  await inspector.getByTestId('hop-now').getByText(VERIFIED_LAST).waitFor()
  const before = await inspector.getByTestId('trace-id').innerText()

  await auditTrail.stop()
  await inspector.getByText('Not live').waitFor()
  await inspector.getByText('The audit trail could not be reached').waitFor()
  await screenshot(page, 'inspector-broken')
  await inspector.getByRole('button', { name: 'Close the chain inspector' }).click()
  await ask(page, 'Find documents about the Q3 forecast')
  await toolCall(page, 1, 'Done')
  await page.getByRole('button', { name: 'Chain inspector' }).click()
  await auditTrail.start()
  await inspector.getByText('Live', { exact: true }).waitFor()
  await inspector.getByTestId('hop-now').getByText(VERIFIED_LAST).waitFor()
  await expect.poll(() => inspector.getByTestId('trace-id').innerText()).not.toBe(before)
  await page.context().close()
})

test('the steps are explained by arrow keys alone, with no request at all', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  const inspector = await inspect(page)
  await press(inspector.getByRole('button', { name: 'Explain' }))
  const step = inspector.getByTestId('explain')
  await step.getByText('Step 1 of 10').waitFor()
  await screenshot(page, 'inspector-explain-first')
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key)
  await step.getByText('Step 3 of 10').waitFor()
  await page.keyboard.press('End')
  await step.getByText('Step 10 of 10').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'inspector-explain-last')
  await page.keyboard.press('Escape')
  await step.waitFor({ state: 'detached' })
  expect(new URL(page.url()).hash).toBe('#/chain')
  await page.context().close()
})
