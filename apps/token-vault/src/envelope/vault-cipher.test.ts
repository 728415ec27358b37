import { Secret } from '@chain-of-trust/auth-core'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openFileKeks } from '../kek/file-keks.ts'
import { createVaultCipher } from './create-vault-cipher.ts'
import { Unsealable, type Sealed } from './vault-cipher.ts'

const ALICE = { tid: 'tenant', oid: 'alice', client: 'mcp-github' }
const TOKENS = { accessToken: new Secret('mgh_access'), refreshToken: new Secret('mghr_refresh') }

const keks = openFileKeks(join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'kek'))
const first = await keks.renew()
const cipher = createVaultCipher(keks)
const seal = (owner = ALICE, provider = 'github', generation = 1) =>
  cipher.seal(TOKENS, owner, provider, generation)

test('what was sealed opens for the same row', async () => {
  const { accessToken, refreshToken } = await cipher.open(await seal(), ALICE, 'github', 1)
  expect([accessToken.reveal(), refreshToken?.reveal()]).toEqual(['mgh_access', 'mghr_refresh'])
})

test('a provider without refresh tokens is none the worse', async () => {
  const tokens = { accessToken: TOKENS.accessToken, refreshToken: undefined }
  const opened = await cipher.open(await cipher.seal(tokens, ALICE, 'github', 1), ALICE, 'github', 1)
  expect(opened.refreshToken).toBeUndefined()
})

test.each([
  ['another tenant', { ...ALICE, tid: 'other' }, 'github', 1],
  ['another person', { ...ALICE, oid: 'bob' }, 'github', 1],
  ['another MCP server', { ...ALICE, client: 'mcp-jira' }, 'github', 1],
  ['another provider', ALICE, 'jira', 1],
  ['an older generation', ALICE, 'github', 0],
  ['a newer generation', ALICE, 'github', 2],
  ['a person whose id begins in the tenant', { ...ALICE, tid: 'tenantal', oid: 'ice' }, 'github', 1],
] as const)(
  'a row that was moved to %s does not open',
  { tags: ['VLT-1'] },
  async (_, owner, provider, generation) => {
    const sealed = await seal()
    await expect(cipher.open(sealed, owner, provider, generation)).rejects.toThrow(Unsealable)
    await expect(cipher.rewrap(sealed, owner, provider, generation, first)).rejects.toThrow(Unsealable)
  },
)

test(
  'a wrapped key does not open on another row, not even with the ciphertext that it is for',
  { tags: ['VLT-1'] },
  async () => {
    const [mine, bobs] = [await seal(), await seal({ ...ALICE, oid: 'bob' })]
    await expect(cipher.open({ ...mine, wrappedKey: bobs.wrappedKey }, ALICE, 'github', 1)).rejects.toThrow(
      Unsealable,
    )
    await expect(keks.unwrap(first, bobs.wrappedKey, Buffer.from('["tenant","alice"]'))).rejects.toThrow(
      Unsealable,
    )
    await expect(cipher.open(bobs, ALICE, 'github', 1)).rejects.toThrow(Unsealable)
  },
)

test("yesterday's ciphertext does not open under today's wrapped key of the same row", async () => {
  const [before, now] = [await seal(), await seal()]
  await expect(cipher.open({ ...now, ciphertext: before.ciphertext }, ALICE, 'github', 1)).rejects.toThrow(
    Unsealable,
  )
})

test('one changed bit anywhere is found', async () => {
  const sealed = await seal()
  for (const field of ['wrappedKey', 'ciphertext'] as const) {
    for (let at = 0; at < sealed[field].length; at++) {
      const bytes = Buffer.from(sealed[field])
      bytes[at]! ^= 1
      await expect(cipher.open({ ...sealed, [field]: bytes }, ALICE, 'github', 1)).rejects.toThrow(Unsealable)
    }
    const short = { ...sealed, [field]: sealed[field].subarray(0, 20) }
    await expect(cipher.open(short, ALICE, 'github', 1)).rejects.toThrow(Unsealable)
  }
})

test('a wrapped key that is said to be of another key-encryption key does not open', async () => {
  const second = await keks.renew()
  const sealed: Sealed = { ...(await seal()), kekId: first }
  await expect(cipher.open(sealed, ALICE, 'github', 1)).rejects.toThrow(Unsealable)
  expect((await seal()).kekId).toBe(second)
})

test('a new wrapping opens the same tokens, and the old one is not needed any more', async () => {
  const old = openFileKeks(join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'kek'))
  await old.renew()
  const sealed = await createVaultCipher(old).seal(TOKENS, ALICE, 'github', 1)
  const kekId = await old.renew()
  const rewrapped = { ...sealed, ...(await createVaultCipher(old).rewrap(sealed, ALICE, 'github', 1, kekId)) }
  expect(rewrapped.kekId).toBe(kekId)
  const { accessToken } = await createVaultCipher(old).open(rewrapped, ALICE, 'github', 1)
  expect(accessToken.reveal()).toBe('mgh_access')
})

test('each seal has a data key of its own, and a prepared one seals once', async () => {
  const [one, other] = [await seal(), await seal()]
  expect(Buffer.from(one.ciphertext).equals(other.ciphertext)).toBe(false)
  expect(Buffer.from(one.wrappedKey).equals(other.wrappedKey)).toBe(false)
  const put = await cipher.prepare(ALICE, 'github', 1)
  const { accessToken } = await cipher.open(put(TOKENS), ALICE, 'github', 1)
  expect(accessToken.reveal()).toBe('mgh_access')
  expect(() => put(TOKENS)).toThrow('seals once')
})

test('what is sealed, and what goes wrong, shows no token', async () => {
  const sealed = await seal()
  const opened = await cipher.open(sealed, ALICE, 'github', 1)
  const failure: unknown = await cipher.open(sealed, ALICE, 'jira', 1).catch((error: unknown) => error)
  const bytes = Buffer.concat([sealed.wrappedKey, sealed.ciphertext]).toString('latin1')
  for (const shown of [inspect(opened), JSON.stringify(opened), inspect(failure), bytes]) {
    expect(shown).not.toMatch(/mgh_access|mghr_refresh/)
  }
})
