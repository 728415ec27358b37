import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ensureDevKeys, keysIn } from './dev-keys.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'chain-of-trust-'))

test('a client gets an RSA-2048 key and a certificate of its own', async () => {
  const folder = temporaryFolder()
  expect(await ensureDevKeys(['one', 'two'], keysIn(folder))).toHaveLength(2)
  const pem = readFileSync(join(folder, 'keys/one.pem'), 'utf8')
  const certificate = new X509Certificate(pem)
  expect(createPrivateKey(pem).asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subject).toContain('CN=one')
  expect(readFileSync(join(folder, 'certificates/one.pem'), 'utf8')).toBe(certificate.toString())
  expect(readFileSync(join(folder, 'certificates/one.pem'), 'utf8')).not.toContain('PRIVATE')
  expect(new X509Certificate(readFileSync(join(folder, 'keys/two.pem'))).fingerprint256).not.toBe(
    certificate.fingerprint256,
  )
})

test('a valid key is kept, and a mode that lets others read it is narrowed', async () => {
  const folder = temporaryFolder()
  await ensureDevKeys(['one'], keysIn(folder))
  const file = join(folder, 'keys/one.pem')
  const before = readFileSync(file, 'utf8')
  chmodSync(file, 0o644)
  chmodSync(join(folder, 'keys'), 0o755)
  expect(await ensureDevKeys(['one'], keysIn(folder))).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700)
})

test('a key that is about to expire is made anew, its certificate too', async () => {
  const folder = temporaryFolder()
  await ensureDevKeys(['one'], keysIn(folder), () => Date.now() - YEAR_MS + 3_600_000)
  const before = readFileSync(join(folder, 'certificates/one.pem'), 'utf8')
  expect(await ensureDevKeys(['one'], keysIn(folder))).toHaveLength(1)
  expect(readFileSync(join(folder, 'certificates/one.pem'), 'utf8')).not.toBe(before)
})

test('a file that is not a key is somebody’s mistake: it is named, not overwritten', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'keys'))
  writeFileSync(join(folder, 'keys/one.pem'), 'not a key')
  await expect(ensureDevKeys(['one'], keysIn(folder))).rejects.toThrow(
    /keys\/one\.pem does not hold a private key/,
  )
  expect(readFileSync(join(folder, 'keys/one.pem'), 'utf8')).toBe('not a key')
})
