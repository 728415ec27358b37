import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ensurePassword, ensureSealingKey, valkeyUsers } from './store-credentials.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'passwords-')), 'redis.password')

test('a password is made once, and is for its owner', () => {
  const file = newFile()
  const password = ensurePassword(file)
  expect(Buffer.from(password, 'base64url')).toHaveLength(32)
  expect(ensurePassword(file)).toBe(password)
  expect(readFileSync(file, 'utf8')).toBe(password)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('an empty password is none', () => {
  const file = newFile()
  writeFileSync(file, '\n')
  expect(() => ensurePassword(file)).toThrow(/holds no password/)
})

test('the users of Valkey are known by digests; nobody comes without a name', () => {
  const users = valkeyUsers(new Map([['orchestrator', 'open sesame']]))
  expect(users).not.toContain('sesame')
  expect(users).toContain(`#${createHash('sha256').update('open sesame').digest('hex')}`)
  expect(users).toMatch(/^user default off /m)
  expect(users).not.toMatch(/nopass|allkeys|~\* |allchannels|\+@all/)
})

test('a key to seal with is made once, and is for its owner', () => {
  const file = newFile()
  ensureSealingKey(file)
  const key = readFileSync(file)
  ensureSealingKey(file)
  expect(key).toHaveLength(32)
  expect(readFileSync(file)).toEqual(key)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
