import { expect, test } from 'vitest'
import { readRefusal } from './orchestrator-refusal.ts'

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1795391000"}}}'
const refused = (status: number, headers: Record<string, string>, body = '{}') =>
  readRefusal(new Response(body, { status, headers }))

test.each([
  ['base64 with padding', btoa(claims)],
  ['base64url without padding', Buffer.from(claims).toString('base64url')],
])('the claims of a challenge are read unchanged from %s', async (_form, encoded) => {
  const header = `Bearer realm="a, b", error="insufficient_claims", claims="${encoded}"`
  expect(await refused(401, { 'www-authenticate': header })).toMatchObject({
    error: 'insufficient_claims',
    challenge: { claims },
  })
})

test('of several challenges the one with claims counts', async () => {
  const header = `Bearer error="invalid_token", DPoP error="insufficient_claims", claims="${btoa(claims)}"`
  expect((await refused(401, { 'www-authenticate': header })).challenge).toEqual({ claims })
})

test('claims that nobody can read are not handed to the identity provider', async () => {
  const header = 'Bearer error="insufficient_claims", claims="%%%"'
  expect((await refused(401, { 'www-authenticate': header })).challenge).toBeUndefined()
})

test('Retry-After is read in seconds and as a date', async () => {
  expect((await refused(503, { 'retry-after': '7' })).retryAfter).toBe(7)
  const soon = new Date(Date.now() + 30_000).toUTCString()
  expect((await refused(503, { 'retry-after': soon })).retryAfter).toBeGreaterThan(25)
  expect((await refused(503, { 'retry-after': 'soon' })).retryAfter).toBeUndefined()
})

test('without a challenge the code and the description come from the body', async () => {
  const body = JSON.stringify({ error: 'invalid_request', error_description: 'id: too long' })
  expect(await refused(400, {}, body)).toMatchObject({
    error: 'invalid_request',
    description: 'id: too long',
  })
})

test('an answer that is no JSON is still a refusal with its status', async () => {
  expect(await refused(502, {}, '<html>')).toMatchObject({ status: 502, error: undefined })
})

test('RFC 9470 asks for an authentication context and a recent sign-in', async () => {
  const header = 'DPoP error="insufficient_user_authentication", acr_values="c1", max_age="300"'
  expect(await refused(401, { 'www-authenticate': `Bearer error="invalid_token", ${header}` })).toMatchObject(
    {
      error: 'insufficient_user_authentication',
      challenge: { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}', maxAge: 300 },
    },
  )
  const never = await refused(401, { 'www-authenticate': header.replace('300', 'soon') })
  expect(never.challenge).not.toHaveProperty('maxAge')
})

test('what happened at the authorization server is read from the body, from closed lists only', async () => {
  const failure = { kind: 'blocked', remedy: 'contact_administrator', actor: 'administrator' }
  const body = (more: object) => JSON.stringify({ error: 'access_denied', failure: { ...failure, ...more } })
  expect((await refused(403, {}, body({ correlation_id: 'corr-1' }))).failure).toEqual({
    ...failure,
    correlation_id: 'corr-1',
  })
  expect((await refused(403, {}, body({ kind: 'whatever' }))).failure).toBeUndefined()
})
