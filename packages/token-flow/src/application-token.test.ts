import { generateKeyPairSync } from 'node:crypto'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { applicationFetch } from './application-token.ts'
import { createSender } from './sender.ts'

const idp = await createTestIssuer()
const RESOURCE = 'http://localhost:4490/ssf'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = {
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  thumbprintSha256: 'ab'.repeat(32),
}
const dpopKey = await createDpopKey()

/** msal-node against a token endpoint, and a resource that answers with these statuses, then 200. */
function start({ statuses = [] as number[], fail = 0 } = {}) {
  const forms: URLSearchParams[] = []
  const presented: Headers[] = []
  const state = { time: Math.floor(Date.now() / 1000) }
  const client = {
    clientId: 'graph-id',
    tenantId: idp.tenant,
    issuer: idp.issuer,
    tokenEndpoint: `http://localhost:4490/${idp.tenant}/oauth2/v2.0/token`,
    key,
    dpopKey,
    resourceIndicators: true,
    async fetch(_url: string, init: RequestInit = {}) {
      forms.push(new URLSearchParams(init.body as string))
      if (forms.length <= fail) return new Response(null, { status: 503 })
      const access_token = await idp.token({ audience: 'events', jkt: dpopKey.jkt })
      return Response.json({ access_token, token_type: 'DPoP', expires_in: 3600 })
    },
  }
  const sender = createSender({
    dpopKey,
    fetch(_url, init = {}) {
      presented.push(new Headers(init.headers))
      return Promise.resolve(new Response('{}', { status: statuses.shift() ?? 200 }))
    },
  })
  const fetch = applicationFetch(client, sender, RESOURCE, { now: () => state.time })
  return { fetch: () => fetch(`${RESOURCE}/poll`, { method: 'POST' }), forms, presented, state }
}

test('the application asks with its certificate, for itself, and presents what it gets with a proof', async () => {
  const { fetch, forms, presented } = start()
  expect((await fetch()).status).toBe(200)
  const form = Object.fromEntries(forms[0]!)
  expect(form).toMatchObject({
    grant_type: 'client_credentials',
    scope: `${RESOURCE}/.default`,
    resource: RESOURCE,
  })
  expect(form).not.toHaveProperty('client_secret')
  expect(form).not.toHaveProperty('assertion')
  expect(decodeProtectedHeader(form['client_assertion']!)).toMatchObject({ alg: 'PS256' })
  expect(presented[0]!.get('authorization')).toMatch(/^DPoP ey/)
  expect(presented[0]!.has('dpop')).toBe(true)
})

test('one token serves until shortly before its end', async () => {
  const { fetch, forms, state } = start()
  await Promise.all([fetch(), fetch()])
  await fetch()
  expect(forms).toHaveLength(1)
  state.time += 3400
  await Promise.all([fetch(), fetch()])
  expect(forms).toHaveLength(2)
})

test('a token that is turned down is not presented a third time', async () => {
  const { fetch, forms } = start({ statuses: [200, 401] })
  await fetch()
  expect((await fetch()).status).toBe(401)
  expect((await fetch()).status).toBe(200)
  expect(forms).toHaveLength(2)
})

test('a failure is the caller’s to know, and is not kept', async () => {
  const { fetch, forms } = start({ fail: 1 })
  await expect(fetch()).rejects.toMatchObject({ remedy: 'retry_later' })
  expect((await fetch()).status).toBe(200)
  expect(forms).toHaveLength(2)
})
