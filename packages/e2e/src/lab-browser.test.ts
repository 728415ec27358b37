import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attackLab, listServices, startSystem, type System } from '@chain-of-trust/tooling'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { browserUnderTest, signIn } from './browser.ts'
import { LAPTOP, screenshot } from './screenshots.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-lab-e2e-'))
const labEntry = attackLab()
let system: System | undefined
beforeAll(async () => {
  const services = [...listServices(), labEntry]
  system = await startSystem({ stateDir, services, env: { ATTACK_LAB_URL: labEntry.url } })
})
afterAll(() => system?.stop())
const { newPage } = browserUnderTest()

/** Milliseconds for attacks of which each starts programs: on a busy machine a page’s patience is not enough. */
const RUN = { timeout: 180_000 }

const idle = (page: Page) =>
  page
    .getByTestId('lab')
    .getByRole('progressbar')
    .waitFor({ state: 'detached', ...RUN })

test('from the page alone: ten attacks, each refused, with the line that refuses it, and a report', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /alice/i)
  await page.getByRole('button', { name: 'Attack lab' }).focus()
  await page.keyboard.press('Enter')
  const lab = page.getByTestId('lab')
  await lab.getByRole('button', { name: 'Run all ten' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'lab-tour')

  await lab.getByRole('button', { name: 'Run all ten' }).focus()
  await page.keyboard.press('Enter')
  await lab.getByText('10 of 10 attacks refused.').waitFor(RUN)
  const cards = lab.getByRole('article')
  expect(await cards.count()).toBe(10)
  for (const card of await cards.all()) {
    expect(await card.innerText()).toMatch(/Refused by [a-z-]+: \d+ [a-z_]+/)
    expect(await card.innerText()).toMatch(/(packages|apps)\/[\w/.-]+\.ts:\d+/)
  }
  await screenshot(page, 'lab-tour-done')

  const stolen = lab.getByRole('article', { name: 'Steal a token' })
  await stolen.getByText('What was sent, and what came back').click()
  await stolen.getByText('Its audit record').click()
  await stolen.getByText('binding_mismatch').last().waitFor()
  await stolen.scrollIntoViewIfNeeded()
  await screenshot(page, 'lab-result')
  expect(await accessibilityFaults(page)).toEqual([])
  // A token whole: header, payload, signature.
  expect(await lab.innerHTML()).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{10}/)

  const downloads = page.waitForEvent('download')
  await lab.getByRole('button', { name: 'Save as Markdown' }).click()
  const report = readFileSync(await (await downloads).path(), 'utf8')
  expect(report).toContain('10 of 10 attacks refused.')
  expect(report).toMatch(/- in the code: packages\/auth-core\/src\/[\w/.-]+:\d+/)

  // Where the refusal names her there is a link to its chain; the results are there when she comes back.
  await lab.getByRole('link', { name: 'Show the chain' }).first().click()
  await page.getByTestId('inspector').getByText('Live', { exact: true }).waitFor()
  expect(new URL(page.url()).hash).toMatch(/^#\/chain\/[0-9a-f]{32}$/)
  await page.getByTestId('refused-here').first().waitFor()
  await page.goBack()
  await lab.getByText('10 of 10 attacks refused.').waitFor()
})

test('a pair shows the mistake exploited beside the system that refuses, and a search finds one attack', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  await page.getByRole('button', { name: 'Attack lab' }).click()
  const lab = page.getByTestId('lab')
  await lab.getByRole('button', { name: 'Vulnerable against hardened' }).click()
  const pair = lab.locator('[data-pair="pairs/audience-not-checked"]')
  await pair.getByRole('button', { name: /^Run/ }).click()
  await pair.getByRole('region', { name: 'Vulnerable' }).getByText('Vulnerable: exploited').waitFor(RUN)
  await pair.getByRole('region', { name: 'Hardened' }).getByText('Hardened: refused').waitFor()
  await pair.scrollIntoViewIfNeeded()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'lab-pair')

  await lab.getByRole('button', { name: 'All attacks' }).click()
  await lab.getByLabel('Search').fill('alg none')
  await lab.getByRole('button', { name: /^Run.*: A token that says it needs no signature/ }).click()
  await idle(page)
  await lab.getByText('Refused').first().waitFor()
  await screenshot(page, 'lab-search')
  await lab.getByLabel('Search').fill('no such words')
  await lab.getByText('No attack has these words').waitFor()
  // In a search field Escape empties it first.
  await lab.getByRole('button', { name: 'All attacks' }).focus()
  await page.keyboard.press('Escape')
  await lab.waitFor({ state: 'detached' })
  expect(new URL(page.url()).hash).toBe('#/')
})
