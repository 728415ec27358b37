import { generateKeyPairSync, sign } from 'node:crypto'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { entraV2 } from './entra-v2.ts'
import { remoteKeys, type RemoteKeysOptions } from './key-source.ts'
import { Refusal } from './refusal.ts'
import { Secret } from './secret.ts'

const idp = await createTestIssuer()
const token = async (issuer = idp) => new Secret(await issuer.token({ audience: 'us', scp: 'Read' }))
const accepts = entraV2({
  issuer: idp.issuer,
  tenants: [idp.tenant],
  audience: 'us',
  clients: ['test-client'],
})
const URI = 'http://localhost:4490/keys'
const next = await createTestIssuer({ kid: 'next' })
const verify = async (keys: ReturnType<typeof remoteKeys>, issuer = idp) =>
  verifyAccessToken(await token(issuer), accepts, keys)
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A key set whose clock, contents and health the test decides. */
function published(options: RemoteKeysOptions = {}) {
  const state = { time: 1_000_000, jwks: idp.jwks, up: true, fetches: 0, failures: 0 }
  const fetch = async () => {
    state.fetches += 1
    await turn()
    if (!state.up) throw new TypeError('fetch failed')
    return Response.json(state.jwks)
  }
  const keys = remoteKeys(URI, { fetch, now: () => state.time, ...options })
  keys.onRefreshFailed(() => (state.failures += 1))
  return { state, keys }
}
const both = { keys: [...idp.jwks.keys, ...next.jwks.keys] }

test('an unreachable issuer is an outage, not a bad token, and it recovers', async () => {
  let up = false
  const fetch = async () => {
    if (!up) throw new TypeError('fetch failed')
    return Response.json(idp.jwks)
  }
  const keys = remoteKeys(URI, { fetch, cooldown: 0 })
  const refusal = await verifyAccessToken(await token(), accepts, keys).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({ reason: 'keys_unavailable', status: 503 })
  up = true
  await expect(verifyAccessToken(await token(), accepts, keys)).resolves.toBeDefined()
})

test.each([
  ['an error status', () => new Response('', { status: 500 })],
  ['a page instead of keys', () => new Response('<html>')],
])('%s is an outage', async (_title, answer) => {
  const keys = remoteKeys(URI, { fetch: async () => answer() })
  await expect(verifyAccessToken(await token(), accepts, keys)).rejects.toMatchObject({
    reason: 'keys_unavailable',
  })
})

test('a flood of unknown key ids is one fetch', async () => {
  let fetches = 0
  const fetch = async () => {
    fetches += 1
    return Response.json(idp.jwks)
  }
  const keys = remoteKeys(URI, { fetch })
  const stranger = await createTestIssuer({ kid: 'stranger' })
  for (let i = 0; i < 20; i += 1) {
    await expect(verifyAccessToken(await token(stranger), accepts, keys)).rejects.toMatchObject({
      reason: 'key_unknown',
    })
  }
  expect(fetches).toBe(1)
})

test('a rotated key is fetched when first seen', async () => {
  let published = idp.jwks
  const keys = remoteKeys(URI, { fetch: async () => Response.json(published), cooldown: 0 })
  await verifyAccessToken(await token(), accepts, keys)
  published = { keys: [...idp.jwks.keys, ...next.jwks.keys] }
  await expect(verifyAccessToken(await token(next), accepts, keys)).resolves.toBeDefined()
})

test('an old set serves on while it is refreshed, and the withdrawn key is gone after that', async () => {
  const { state, keys } = published()
  await verify(keys)
  state.jwks = next.jwks
  state.time += 5 * 60_000
  await verify(keys)
  expect(state.fetches).toBe(2)
  await turn()
  await turn()
  await expect(verify(keys)).rejects.toMatchObject({ reason: 'key_unknown' })
  await expect(verify(keys, next)).resolves.toBeDefined()
})

test('sixteen requests with a new key wait for one fetch, also just after the last one', async () => {
  const { state, keys } = published()
  await verify(keys)
  state.jwks = both
  await Promise.all(Array.from({ length: 16 }, () => verify(keys, next)))
  expect(state.fetches).toBe(2)
})

test('a flood of unknown keys does not keep a new one out for longer than the cool-down', async () => {
  const { state, keys } = published()
  const stranger = await createTestIssuer({ kid: 'stranger' })
  await verify(keys)
  await expect(verify(keys, stranger)).rejects.toMatchObject({ reason: 'key_unknown' })
  state.jwks = both
  await expect(verify(keys, next)).rejects.toMatchObject({ reason: 'key_unknown' })
  state.time += 5000
  await expect(verify(keys, next)).resolves.toBeDefined()
  expect(state.fetches).toBe(3)
})

test('an outage with keys at hand is told to the listener, and nobody else notices', async () => {
  const { state, keys } = published()
  await verify(keys)
  state.up = false
  state.time += 10 * 60_000
  for (let i = 0; i < 5; i += 1) {
    await expect(verify(keys)).resolves.toBeDefined()
    await turn()
  }
  expect(state).toMatchObject({ failures: 1, fetches: 2 })
  state.time += 5000
  await verify(keys)
  expect(state.fetches).toBe(3)
})

test('an unknown key during an outage is 503: it may be a new one', async () => {
  const { state, keys } = published()
  await verify(keys)
  state.up = false
  for (let i = 0; i < 3; i += 1)
    await expect(verify(keys, next)).rejects.toMatchObject({ reason: 'keys_unavailable', status: 503 })
  expect(state.fetches).toBe(2)
})

test('once the issuer is back, an unknown key is the fault of its token again', async () => {
  const { state, keys } = published({ cooldown: 48 * 60 * 60_000 })
  await verify(keys)
  state.up = false
  await expect(verify(keys, next)).rejects.toMatchObject({ reason: 'keys_unavailable' })
  state.up = true
  state.time += 24 * 60 * 60_000
  await verify(keys)
  await expect(verify(keys, next)).rejects.toMatchObject({ reason: 'key_unknown' })
})

test('keys are not trusted for ever: after a day of outage there are none', async () => {
  const { state, keys } = published()
  await verify(keys)
  const epoch = keys.epoch()
  state.up = false
  state.time += 24 * 60 * 60_000
  await expect(verify(keys)).rejects.toMatchObject({ reason: 'keys_unavailable' })
  expect(keys.epoch()).not.toBe(epoch)
})

test('the epoch moves when a key leaves, or changes under its name, and not when one comes', async () => {
  const { state, keys } = published()
  await verify(keys)
  const refresh = async () => {
    state.time += 5 * 60_000
    keys.epoch()
    await turn()
    await turn()
    return keys.epoch()
  }
  const first = keys.epoch()
  state.jwks = both
  expect(await refresh()).toBe(first)
  state.jwks = { keys: both.keys.map((key) => ({ ...key })) }
  expect(await refresh()).toBe(first)
  state.jwks = { keys: [{ ...next.jwks.keys[0]!, kid: 'test-key' }, next.jwks.keys[0]!] }
  const changed = await refresh()
  expect(changed).not.toBe(first)
  state.jwks = next.jwks
  expect(await refresh()).not.toBe(changed)
})

test('an RSA key of 1024 bits verifies nothing (RFC 8725 §3.5)', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' }
  const keys = remoteKeys(URI, { fetch: async () => Response.json({ keys: [jwk] }) })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'RS256', typ: 'JWT', kid: 'weak' })}.${part({ aud: 'us' })}`
  const signature = sign('sha256', Buffer.from(input), privateKey).toString('base64url')
  await expect(verifyAccessToken(new Secret(`${input}.${signature}`), accepts, keys)).rejects.toThrow(/2048/)
})
