import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openGrantKey } from './grant-key.ts'

test('the key is made once, for the owner alone, and nothing is left beside it', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'grant-key-')), 'keys')
  const file = join(folder, 'jobs.key')
  const made = openGrantKey(file)
  expect(openGrantKey(file)).toEqual(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['jobs.key'])
})

test('a key that others may read, or that is none, is refused', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'grant-key-')), 'jobs.key')
  openGrantKey(file)
  chmodSync(file, 0o644)
  expect(() => openGrantKey(file)).toThrow(/0600/)
  writeFileSync(file, 'short')
  expect(() => openGrantKey(file)).toThrow(/32 bytes/)
})
