import { InteractionRequiredAuthError } from '@azure/msal-browser'
import { memoryProofs, Secret, verifyDpopProof } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import { resourceFetch } from './resource-fetch.ts'
import type { OrchestratorRefusal } from './orchestrator-refusal.ts'

const orchestrator = 'http://localhost:4401'

/** An orchestrator that gives these answers in turn, and what it was sent. */
function answering(...answers: Response[]) {
  const sent: { url: string; headers: Headers; init: RequestInit }[] = []
  const fetch = async (url: string, init: RequestInit = {}) => {
    sent.push({ url, headers: new Headers(init.headers), init })
    return answers.shift() ?? Response.json({})
  }
  return { fetch, sent }
}

const nbf = '{"access_token":{"nbf":{"essential":true,"value":"1795391000"}}}'
const revoked = () =>
  new Response('{}', {
    status: 401,
    headers: { 'www-authenticate': `DPoP error="insufficient_claims", claims="${btoa(nbf)}"` },
  })

/** MSAL, which counts how often it was told to renew. */
function tokens() {
  const asked: boolean[] = []
  const accessToken = async ({ forceRefresh }: { forceRefresh: boolean }) => {
    asked.push(forceRefresh)
    return `token-${asked.length}`
  }
  return { accessToken, asked }
}

const invalidToken = () =>
  new Response('{}', { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } })

test('a request carries Token A under the DPoP scheme, with a proof for just this request', async () => {
  const key = await createDpopKey()
  const { fetch, sent } = answering()
  const send = resourceFetch({ origin: orchestrator, key, fetch, accessToken: tokens().accessToken })
  await send('/api/catalogue?x=1')
  const [request] = sent
  expect(request?.headers.get('authorization')).toBe('DPoP token-1')
  const verified = await verifyDpopProof({
    proof: request?.headers.get('dpop') ?? undefined,
    method: 'GET',
    url: `${orchestrator}/api/catalogue`,
    accessToken: new Secret('token-1'),
    jkt: key.jkt,
    proofs: memoryProofs({ max: 1, nonces: false }),
  })
  expect(verified.jkt).toBe(key.jkt)
  expect(request?.init.credentials).toBe('omit')
})

test('without a sender constraint it is a plain Bearer token and no proof', async () => {
  const { fetch, sent } = answering()
  await resourceFetch({ origin: orchestrator, key: undefined, fetch, accessToken: tokens().accessToken })(
    '/api/chat',
  )
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer token-1')
  expect(sent[0]?.headers.has('dpop')).toBe(false)
})

test.each(['https://evil.example/api/chat', '//evil.example/api/chat', 'http://localhost:4402/'])(
  'Token A is never sent to %s',
  async (path) => {
    const { fetch, sent } = answering()
    const { accessToken, asked } = tokens()
    await expect(
      resourceFetch({ origin: orchestrator, key: undefined, fetch, accessToken })(path),
    ).rejects.toThrow('is not http')
    expect([sent, asked]).toEqual([[], []])
  },
)

test('a token that is refused is renewed once, and the request sent again', async () => {
  const { fetch, sent } = answering(invalidToken(), Response.json({ ok: true }))
  const { accessToken, asked } = tokens()
  const response = await resourceFetch({ origin: orchestrator, key: undefined, fetch, accessToken })(
    '/api/catalogue',
  )
  expect(response.status).toBe(200)
  expect(asked).toEqual([false, true])
  expect(sent[1]?.headers.get('authorization')).toBe('Bearer token-2')
})

test('a token that is refused twice is the person’s matter: no loop', async () => {
  const { fetch, sent } = answering(invalidToken(), invalidToken(), invalidToken())
  const send = resourceFetch({
    origin: orchestrator,
    key: undefined,
    fetch,
    accessToken: tokens().accessToken,
  })
  await expect(send('/api/catalogue')).rejects.toMatchObject({ status: 401, error: 'invalid_token' })
  expect(sent).toHaveLength(2)
})

test('a claims challenge is not retried: the same token cannot meet it', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  const header = `DPoP error="insufficient_claims", claims="${btoa(claims)}"`
  const { fetch, sent } = answering(
    new Response('{}', { status: 401, headers: { 'www-authenticate': header } }),
  )
  const send = resourceFetch({
    origin: orchestrator,
    key: undefined,
    fetch,
    accessToken: tokens().accessToken,
  })
  const refusal = await send('/api/chat').catch((error: OrchestratorRefusal) => error)
  expect(refusal).toMatchObject({ error: 'insufficient_claims', challenge: { claims } })
  expect(sent).toHaveLength(1)
})

test('sessions revoked in the middle: a token issued since is asked for with the claims, and the same request sent again', async () => {
  const { fetch, sent } = answering(revoked(), Response.json({ ok: true }))
  const asked: unknown[] = []
  const accessToken = async (options: unknown) => `token-${asked.push(options)}`
  const init = { method: 'POST', body: '{"messages":[]}' }
  const response = await resourceFetch({ origin: orchestrator, key: undefined, fetch, accessToken })(
    '/api/chat',
    init,
  )
  expect(response.status).toBe(200)
  expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: true, claims: nbf }])
  expect(sent.map(({ init: { body } }) => body)).toEqual([init.body, init.body])
  expect(sent[1]?.headers.get('authorization')).toBe('Bearer token-2')
})

test.each([
  ['the person is needed', new InteractionRequiredAuthError('login_required', 'corr'), 'OrchestratorRefusal'],
  [
    'nobody’s sign-in would help',
    new InteractionRequiredAuthError('interaction_required', 'corr', '', 'message_only'),
    'InteractionRequiredAuthError',
  ],
])('no token issued since, because %s', async (_why, error, name) => {
  const { fetch, sent } = answering(revoked())
  const accessToken = async ({ claims }: { claims?: string }) => {
    if (claims !== undefined) throw error
    return 'token'
  }
  const send = resourceFetch({ origin: orchestrator, key: undefined, fetch, accessToken })
  await expect(send('/api/chat')).rejects.toMatchObject({ name })
  expect(sent).toHaveLength(1)
})

test('a token issued since that is refused as well is the person’s matter: no loop', async () => {
  const { fetch, sent } = answering(revoked(), revoked(), revoked())
  const send = resourceFetch({
    origin: orchestrator,
    key: undefined,
    fetch,
    accessToken: tokens().accessToken,
  })
  await expect(send('/api/chat')).rejects.toMatchObject({ challenge: { claims: nbf } })
  expect(sent).toHaveLength(2)
})

test.each(['invalid_token', 'insufficient_claims'])(
  'a request that waits for the person (%s) is not sent again behind their back',
  async (error) => {
    const headers = { 'www-authenticate': `DPoP error="${error}", claims="${btoa(nbf)}"` }
    const body = { error, operation: { id: 'op', expiresAt: '2026-11-23T08:15:00.000Z' } }
    const { fetch, sent } = answering(Response.json(body, { status: 401, headers }))
    const send = resourceFetch({
      origin: orchestrator,
      key: undefined,
      fetch,
      accessToken: tokens().accessToken,
    })
    await expect(send('/api/operations/op/resume')).rejects.toMatchObject({ operation: 'op' })
    expect(sent).toHaveLength(1)
  },
)

test('each request begins a trace of its own, so that its records can be found and no two are joined', async () => {
  const { fetch, sent } = answering()
  const send = resourceFetch({
    origin: orchestrator,
    key: undefined,
    fetch,
    accessToken: tokens().accessToken,
  })
  await send('/api/catalogue', { headers: { 'content-type': 'application/json' } })
  await send('/api/catalogue')
  const traces = sent.map(({ headers }) => headers.get('traceparent'))
  for (const trace of traces) expect(trace).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
  expect(new Set(traces).size).toBe(2)
  expect(sent[0]?.headers.get('content-type')).toBe('application/json')
})
