import { Secret } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { createVaultCipher } from '../envelope/create-vault-cipher.ts'
import { Unsealable } from '../envelope/vault-cipher.ts'
import { openAzureKeks } from './azure-keks.ts'
import { KekUnavailable } from './keks.ts'
import { createKeyVaultDouble, VAULT_URL } from './key-vault.fixture.ts'

const OWNER = { tid: 'tenant', oid: 'alice', client: 'mcp-github' }
const TOKENS = { accessToken: new Secret('mgh_access'), refreshToken: new Secret('mghr_refresh') }

function open() {
  const double = createKeyVaultDouble('token-vault-kek')
  let now = 0
  const keks = openAzureKeks({
    vaultUrl: VAULT_URL,
    keyName: 'token-vault-kek',
    credential: double.credential,
    httpClient: double.httpClient,
    now: () => now,
  })
  return { double, keks, cipher: createVaultCipher(keks), later: (ms: number) => (now += ms) }
}

test('a data key is wrapped and unwrapped in the key vault, by its newest version', async () => {
  const { double, keks, cipher } = open()
  const version = double.addVersion()
  const sealed = await cipher.seal(TOKENS, OWNER, 'github', 1)
  expect(sealed.kekId).toBe(version)
  expect(sealed.wrappedKey).toHaveLength(256)
  const { accessToken, refreshToken } = await cipher.open(sealed, OWNER, 'github', 1)
  expect([accessToken.reveal(), refreshToken?.reveal()]).toEqual(['mgh_access', 'mghr_refresh'])
  expect(await keks.list()).toEqual([version])
  expect(double.calls).toEqual(
    expect.arrayContaining([
      `POST /keys/token-vault-kek/${version}/wrapkey`,
      `POST /keys/token-vault-kek/${version}/unwrapkey`,
    ]),
  )
})

test('we ask for a token for Azure Key Vault only, and send nothing before it is asked for', async () => {
  const { double, cipher } = open()
  double.addVersion()
  await cipher.seal(TOKENS, OWNER, 'github', 1)
  expect(new Set(double.scopes)).toEqual(new Set(['https://vault.azure.net/.default']))
  expect(double.bodiesWithoutToken).toEqual([])
})

test('a wrapped key that was moved or altered does not open', async () => {
  const { double, keks, cipher } = open()
  const version = double.addVersion()
  const mine = await cipher.seal(TOKENS, OWNER, 'github', 1)
  const bobs = await cipher.seal(TOKENS, { ...OWNER, oid: 'bob' }, 'github', 1)
  await expect(cipher.open(bobs, OWNER, 'github', 1)).rejects.toThrow(Unsealable)
  await expect(cipher.open({ ...mine, wrappedKey: bobs.wrappedKey }, OWNER, 'github', 1)).rejects.toThrow(
    Unsealable,
  )
  await expect(keks.unwrap(version, bobs.wrappedKey, Buffer.from('another row'))).rejects.toThrow(Unsealable)
  const altered = Buffer.from(mine.wrappedKey)
  altered[9]! ^= 1
  await expect(cipher.open({ ...mine, wrappedKey: altered }, OWNER, 'github', 1)).rejects.toThrow(Unsealable)
})

test('a new version is taken up within a minute, or at once by a rotation; the old one still opens', async () => {
  const { double, keks, cipher, later } = open()
  const old = double.addVersion()
  const sealed = await cipher.seal(TOKENS, OWNER, 'github', 1)
  const version = double.addVersion()
  expect(await keks.current()).toBe(old)
  later(60_000)
  expect(await keks.current()).toBe(version)
  const third = double.addVersion()
  expect(await keks.renew()).toBe(third)
  expect(await keks.current()).toBe(third)
  expect(await keks.list()).toEqual([old, version, third])
  const rewrapped = { ...sealed, ...(await cipher.rewrap(sealed, OWNER, 'github', 1, third)) }
  expect((await cipher.open(rewrapped, OWNER, 'github', 1)).accessToken.reveal()).toBe('mgh_access')
  expect((await cipher.open(sealed, OWNER, 'github', 1)).accessToken.reveal()).toBe('mgh_access')
  expect(await keks.retire(old)).toContain(`disable it in Azure Key Vault`)
  await expect(keks.retire(third)).rejects.toThrow('is the current one')
})

test('a version that is disabled closes what it wraps, and is no version to seal with', async () => {
  const { double, keks, cipher } = open()
  const old = double.addVersion()
  const sealed = await cipher.seal(TOKENS, OWNER, 'github', 1)
  double.disable(old)
  await expect(cipher.open(sealed, OWNER, 'github', 1)).rejects.toThrow(
    'refuses us or the version is disabled',
  )
  await expect(cipher.open(sealed, OWNER, 'github', 1)).rejects.toThrow(KekUnavailable)
  await expect(keks.renew()).rejects.toThrow('no enabled version')
})

test.each([
  [503, 'does not answer'],
  [429, 'does not answer'],
  [403, 'refuses us'],
  [404, 'does not have it'],
])('an answer of %i is an outage of ours, never a broken row', async (status, says) => {
  const { double, keks, cipher } = open()
  double.addVersion()
  const sealed = await cipher.seal(TOKENS, OWNER, 'github', 1)
  double.fail(status)
  const failure: unknown = await cipher.open(sealed, OWNER, 'github', 1).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(KekUnavailable)
  expect((failure as KekUnavailable).message).toContain(says)
  await expect(keks.list()).rejects.toThrow(KekUnavailable)
})
