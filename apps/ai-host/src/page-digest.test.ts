import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageDigest } from './page-digest.ts'

const root = mkdtempSync(join(tmpdir(), 'page-digest-'))
const page = join(root, 'web', 'main.tsx')
const digest = () => pageDigest(root, ['web/**/*'])

beforeAll(() => {
  mkdirSync(join(root, 'web', 'chat'), { recursive: true })
  writeFileSync(page, 'one')
})
afterAll(() => rmSync(root, { recursive: true }))

test('the digest stays when a file is only touched, as by a fresh clone', () => {
  const before = digest()
  utimesSync(page, new Date(0), new Date(0))
  expect(digest()).toBe(before)
})

test('the digest changes with a content, and with a name', () => {
  const before = digest()
  writeFileSync(page, 'two')
  const changed = digest()
  expect(changed).not.toBe(before)
  writeFileSync(join(root, 'web', 'chat', 'chat.tsx'), '')
  expect(digest()).not.toBe(changed)
})

test('a test beside the page is no reason to build it', () => {
  const before = digest()
  writeFileSync(join(root, 'web', 'main.test.ts'), 'test')
  expect(digest()).toBe(before)
})
