import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findChromium } from './chromium.ts'

function folderWith(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  writeFileSync(join(folder, name), '')
  chmodSync(join(folder, name), 0o755)
  return folder
}

test('a browser is found by CHROMIUM_PATH, then on the PATH', () => {
  const folder = folderWith('chromium')
  expect(findChromium({ PATH: folder })).toBe(join(folder, 'chromium'))
  expect(findChromium({ PATH: folder, CHROMIUM_PATH: '/bin/sh' })).toBe('/bin/sh')
})

test('a CHROMIUM_PATH that cannot be run is an error, not a reason to take another browser', () => {
  expect(() => findChromium({ PATH: folderWith('chromium'), CHROMIUM_PATH: '/nosuch' })).toThrow('/nosuch')
})
