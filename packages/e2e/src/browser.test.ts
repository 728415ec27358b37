import { mkdirSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { ask, browserUnderTest, signIn } from './browser.ts'
import { systemUnderTest } from './system-under-test.ts'

systemUnderTest()
const { newPage } = browserUnderTest()

const SHOTS = process.env['SCREENSHOTS']
const shoot = async (page: Page, name: string) => {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Serious accessibility faults of the page as it is now. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}

test('a person signs in, asks, approves a share, and signs out', async () => {
  const page = await newPage({ viewport: { width: 1280, height: 860 } })
  expect(await accessibilityFaults(page)).toEqual([])
  await shoot(page, 'signed-out-light-laptop')
  await signIn(page, /alice/i)

  await ask(page, 'Find documents about the budget')
  await page.getByTestId('tool-call').getByText('Done').waitFor()
  await page
    .getByText(/budget/i)
    .last()
    .waitFor()

  await ask(page, 'Read the first one')
  await page.getByTestId('tool-call').nth(1).getByText('Done').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await shoot(page, 'chat-light-laptop')

  await ask(page, 'Share the first one with bob@contoso.example')
  const card = page.getByTestId('approval-card')
  await card.waitFor()
  await shoot(page, 'approval-light-laptop')
  await expect(card.textContent()).resolves.toContain('bob@contoso.example')
  await card.getByRole('button', { name: 'Approve' }).dblclick()
  await card.waitFor({ state: 'detached' })
  await page.getByTestId('tool-call').last().getByText('Done').waitFor()
  await page.close()
})

test('what the person may not see, the agent does not get, and says why', async () => {
  const page = await newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await signIn(page, /frank/i)
  await ask(page, 'Find documents about the budget')
  await page.getByTestId('tool-call').getByText('Done').waitFor()
  expect(await page.getByText(/Budget 2027/).count()).toBe(0)
  expect(await accessibilityFaults(page)).toEqual([])
  await shoot(page, 'nothing-found-dark-phone')
  await page.close()
})

describe('tokens', () => {
  test('are nowhere in the page, its address or its console', async () => {
    const page = await newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await signIn(page, /alice/i)
    await ask(page, 'Find documents about the budget')
    await page.getByTestId('tool-call').getByText('Done').waitFor()
    const seen = [await page.content(), page.url(), ...said].join('\n')
    expect(seen).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/)
    await page.close()
  })
})
