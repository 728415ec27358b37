import { Secret } from '@chain-of-trust/auth-core'
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTokenSeal } from './token-seal.ts'

const box = createTokenSeal(randomBytes(32))
const owner = ['tenant', 'alice', 'job-1', 3]
const token = new Secret('0.refresh-token')

test('what is sealed opens again, shows nothing, and never looks the same twice', () => {
  const sealed = box.seal(token, owner)
  expect(box.open(sealed, owner)?.reveal()).toBe('0.refresh-token')
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('refresh')
  expect(box.seal(token, owner)).not.toEqual(sealed)
})

test.each([
  ['another tenant', ['other', 'alice', 'job-1', 3]],
  ['another person', ['tenant', 'bob', 'job-1', 3]],
  ['another job', ['tenant', 'alice', 'job-2', 3]],
  ['another generation', ['tenant', 'alice', 'job-1', 2]],
  ['words cut elsewhere', ['tenantalice', '', 'job-1', 3]],
])('it does not open for %s', (_whose, whose) => {
  expect(box.open(box.seal(token, owner), whose)).toBeUndefined()
})

test('what was changed, cut short or sealed with another key does not open', () => {
  const sealed = box.seal(token, owner)
  const changed = Uint8Array.from(sealed, (byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte))
  expect(box.open(changed, owner)).toBeUndefined()
  expect(box.open(sealed.subarray(0, 20), owner)).toBeUndefined()
  expect(box.open(new Uint8Array(), owner)).toBeUndefined()
  expect(createTokenSeal(randomBytes(32)).open(sealed, owner)).toBeUndefined()
})
