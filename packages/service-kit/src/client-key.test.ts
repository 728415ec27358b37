import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClientKey } from './client-key.ts'

const file = (content: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'key-')), 'client.pem')
  writeFileSync(path, content)
  return path
}

test('a missing key file says which, and what makes it', () => {
  expect(() => loadClientKey('client', { STATE_DIR: '/nowhere' })).toThrow(
    /\/nowhere\/keys\/client.pem.*npm start/,
  )
})

test('half a key file is refused, and its content is not repeated', () => {
  const half = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n'
  expect(() => loadClientKey('client', { CLIENT_KEY_FILE: file(half), STATE_DIR: '/nowhere' })).toThrow(
    /certificate/,
  )
  expect(() => loadClientKey('client', { CLIENT_KEY_FILE: file(half), STATE_DIR: '/nowhere' })).not.toThrow(
    /c2VjcmV0/,
  )
})
