import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStateFolder } from './state-folder.ts'

const parent = () => mkdtempSync(join(tmpdir(), 'state-folder-'))

test('a new folder is ours alone, whatever the mask', () => {
  const before = process.umask(0)
  try {
    const folder = openStateFolder(join(parent(), 'a', 'b'))
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  } finally {
    process.umask(before)
  }
})

test.each([0o755, 0o770, 0o702])('a folder that others can look into or write to is refused: %o', (mode) => {
  const folder = join(parent(), 'open')
  mkdirSync(folder)
  chmodSync(folder, mode)
  expect(() => openStateFolder(folder)).toThrow('open to other accounts')
})

test('a link to somewhere else is refused', () => {
  const [folder, target] = [join(parent(), 'link'), parent()]
  symlinkSync(target, folder)
  expect(() => openStateFolder(folder)).toThrow('symbolic link')
})
