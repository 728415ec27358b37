import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { openSigningKeys } from './signing-keys.ts'
import { BASE, openTestTenant } from './tenant.fixture.ts'

const HOUR = 3600

async function openKeys(file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'state', 'keys.json')) {
  const clock = { now: 1_800_000_000 }
  const options = { file, now: () => clock.now, period: 10 * HOUR, retention: 30 * HOUR }
  return { file, clock, options, keys: await openSigningKeys(options) }
}
const kids = (keys: { jwks(): { keys: { kid?: string }[] } }) => keys.jwks().keys.map(({ kid }) => kid)
const kidOf = (token: string) => decodeProtectedHeader(token).kid

test('two keys are published before the first one has signed anything', async () => {
  const { keys } = await openKeys()
  expect(kids(keys)).toHaveLength(2)
  expect(kidOf(await keys.sign({}))).toBe(kids(keys)[0])
  expect(keys.jwks().keys[0]).toEqual({
    kty: 'RSA',
    use: 'sig',
    alg: 'RS256',
    kid: expect.any(String),
    n: expect.any(String),
    e: 'AQAB',
  })
})

test('a rotation uses the key that was announced; tokens from before still verify', async () => {
  const { keys } = await openKeys()
  const announced = kids(keys)[1]
  const before = await keys.sign({ n: 1 })
  await keys.rotate()
  const after = await keys.sign({ n: 2 })
  expect(kidOf(after)).toBe(announced)
  expect(kids(keys)).toHaveLength(3)
  for (const token of [before, after]) await jwtVerify(token, createLocalJWKSet(keys.jwks()))
  for (const token of [before, after]) await jwtVerify(token, keys.find)
})

test('keys rotate by age, and a retired one is withdrawn when its tokens are gone', async () => {
  const { keys, clock } = await openKeys()
  const first = await keys.sign({})
  clock.now += 11 * HOUR
  const second = await keys.sign({})
  expect(kidOf(second)).not.toBe(kidOf(first))
  expect(kids(keys)).toContain(kidOf(first))
  clock.now += 31 * HOUR
  await keys.sign({})
  expect(kids(keys)).not.toContain(kidOf(first))
})

test('two rotations at once are one', async () => {
  const { keys } = await openKeys()
  await Promise.all([keys.rotate(), keys.rotate()])
  expect(kids(keys)).toHaveLength(3)
})

test('a restart keeps the keys, in a file for the owner only', async () => {
  const { keys, file, options } = await openKeys()
  await keys.rotate()
  const token = await keys.sign({})
  const reopened = await openSigningKeys(options)
  expect(kids(reopened)).toEqual(kids(keys))
  await jwtVerify(token, reopened.find)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('the metadata leads to the keys', async () => {
  const { fetch, app } = await openTestTenant()
  const metadata = (await (await fetch(`${BASE}/v2.0/.well-known/openid-configuration`)).json()) as Record<
    string,
    unknown
  >
  expect(metadata).toMatchObject({
    issuer: `${BASE}/v2.0`,
    authorization_endpoint: `${BASE}/oauth2/v2.0/authorize`,
    token_endpoint: `${BASE}/oauth2/v2.0/token`,
    end_session_endpoint: `${BASE}/oauth2/v2.0/logout`,
    code_challenge_methods_supported: ['S256'],
  })
  const published = await (await fetch(String(metadata['jwks_uri']))).json()
  expect(published).toEqual(app.identityProvider.signingKeys.jwks())
  expect(JSON.stringify(published)).not.toMatch(/"[dpq]":/)
})
