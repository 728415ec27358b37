import { createTestIssuer } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { remoteKeys } from './key-source.ts'
import { Refusal } from './refusal.ts'
import { Secret } from './secret.ts'

const idp = await createTestIssuer()
const token = async (issuer = idp) => new Secret(await issuer.token({ audience: 'us', scp: 'Read' }))
const accepts = {
  issuer: idp.issuer,
  tenant: idp.tenant,
  audience: 'us',
  algorithms: ['RS256'],
  typ: 'JWT',
  clients: ['test-client'],
}
const URI = 'http://localhost:4490/keys'

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
  const next = await createTestIssuer({ kid: 'next' })
  let published = idp.jwks
  const keys = remoteKeys(URI, { fetch: async () => Response.json(published), cooldown: 0 })
  await verifyAccessToken(await token(), accepts, keys)
  published = { keys: [...idp.jwks.keys, ...next.jwks.keys] }
  await expect(verifyAccessToken(await token(next), accepts, keys)).resolves.toBeDefined()
})
