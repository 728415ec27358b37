import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

export const LAPTOP = { viewport: { width: 1280, height: 860 } }
export const PHONE = { viewport: { width: 390, height: 844 } }

/** With `SCREENSHOTS=folder`: the page now, light and dark, on a laptop and on a phone. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [size, { viewport }] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
      await page.setViewportSize(viewport)
      // A colour on its way from light to dark is neither.
      const path = join(folder, `${name}-${colorScheme}-${size}.png`)
      await page.screenshot({ path, animations: 'disabled' })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  if (before !== null) await page.setViewportSize(before)
}
