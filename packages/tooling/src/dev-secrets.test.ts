import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ensureDevSecrets, secretsIn } from './dev-secrets.ts'

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

test('each provider knows the vault by a secret of its own, and keeps only its digest', () => {
  const folder = temporaryFolder()
  expect(ensureDevSecrets(['one', 'two'], secretsIn(folder))).toHaveLength(2)
  const [one, two] = ['one', 'two'].map((name) =>
    readFileSync(join(folder, `keys/token-vault-${name}.secret`), 'utf8'),
  )
  expect(one).toMatch(/^[\w-]{43}$/)
  expect(two).not.toBe(one)
  expect(readFileSync(join(folder, 'saas-clients/one.sha256'), 'utf8')).toBe(sha256(one!))
})

test('a secret is kept, a mode that lets others read it is narrowed, and its digest is made good', () => {
  const folder = temporaryFolder()
  ensureDevSecrets(['one'], secretsIn(folder))
  const file = join(folder, 'keys/token-vault-one.secret')
  const digest = join(folder, 'saas-clients/one.sha256')
  // A real provider's, with the line end of whoever pasted it.
  writeFileSync(file, 'from-the-provider\n')
  chmodSync(file, 0o644)
  chmodSync(join(folder, 'keys'), 0o755)
  expect(ensureDevSecrets(['one'], secretsIn(folder))).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe('from-the-provider\n')
  expect(readFileSync(digest, 'utf8')).toBe(sha256('from-the-provider'))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700)
})

test('an empty file is no secret: it is named, and nobody is told its digest', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'keys'))
  writeFileSync(join(folder, 'keys/token-vault-one.secret'), '\n')
  expect(() => ensureDevSecrets(['one'], secretsIn(folder))).toThrow(
    /token-vault-one\.secret holds no secret/,
  )
  expect(() => readFileSync(join(folder, 'saas-clients/one.sha256'))).toThrow('ENOENT')
})
