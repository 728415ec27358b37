import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig, serviceSchema } from '@chain-of-trust/service-kit/config'
import { expect, test } from 'vitest'
import { ensureDevKeys, keysIn } from '../dev-keys.ts'
import { checkKeyFile } from './key-file.ts'

const NAME = 'orchestrator'
const DAY_MS = 86_400_000
const STATE_DIR = mkdtempSync(join(tmpdir(), 'chain-of-trust-doctor-'))
await ensureDevKeys([NAME], keysIn(STATE_DIR))
const config = parseConfig(serviceSchema(NAME), { STATE_DIR })
const check = (days = 0) => checkKeyFile(NAME, config, Date.now() + days * DAY_MS)

test('a good key is named by the thumbprint of its certificate', () => {
  expect(check()).toEqual([
    { level: 'ok', about: 'CLIENT_KEY_FILE', says: expect.stringMatching(/SHA-256 [\dA-F]{64}/) },
  ])
})

test.each([
  [340, 'warning', /ends in 2[45] days/],
  [366, 'problem', /ended on/],
])('after %d days the certificate is a %s', (days, level, says) => {
  expect(check(days)).toMatchObject([{ level, says: expect.stringMatching(says) }])
})

test('a key that others can read is a problem', () => {
  const file = keysIn(STATE_DIR).keyFile(NAME)
  chmodSync(file, 0o644)
  expect(check()).toMatchObject([{ level: 'problem', remedy: `chmod 600 ${file}` }])
  chmodSync(file, 0o600)
})
