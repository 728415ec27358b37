/** A browser for the tests: one that is here already, or Debian's. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installDebianPackage } from './debian-package.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const USUAL_PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Path of a Chromium: `CHROMIUM_PATH`, on the PATH, in the usual places; undefined when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env['CHROMIUM_PATH']
  if (given) {
    if (isExecutable(given)) return given
    throw new Error(`CHROMIUM_PATH: ${given} cannot be executed.`)
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...candidates, ...USUAL_PLACES].find(isExecutable)
}

/**
 * Path of a Chromium, installed if needed and possible (root on Debian).
 *
 * @throws {Error} that says what to install
 */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium()
  if (found) return found
  say('Installing Chromium for the browser tests (apt-get)…')
  if (installDebianPackage('chromium')) {
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error(
    'The browser tests need Chromium or Chrome. Install it (Debian, Ubuntu: apt-get install chromium), or name one ' +
      'by CHROMIUM_PATH, or leave these tests out: npm test -- --no-browser',
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
