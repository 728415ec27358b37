import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { createDpopKey, dpopProof } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { AUDIENCE, CALLER, legacyCall, modernCall, startServer } from './ledger.fixture.ts'

const server = await startServer()
afterAll(() => server.app.close())
beforeEach(() => {
  server.exchanges.length = 0
  server.audit.records.length = 0
})

const reasons = () => server.audit.records.map(({ reason }) => reason)
const challengeOf = (response: Response) =>
  parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params ?? {}

describe('tokens', () => {
  const { body, headers } = modernCall('read_entry', { number: 1 })

  test('without a token: a challenge that says where to get one', async () => {
    const response = await server.post(body, { headers, accessToken: undefined })
    expect(response.status).toBe(401)
    const challenge = challengeOf(response)
    expect(challenge['error']).toBeUndefined()
    const metadata = await fetch(challenge['resource_metadata']!)
    expect(await metadata.json()).toMatchObject({
      resource: server.url,
      authorization_servers: [server.issuer.issuer],
      scopes_supported: [`${server.url}/Ledger.Read`, `${server.url}/Ledger.Post`],
      dpop_bound_access_tokens_required: true,
    })
  })

  test.each([
    [
      'Token A, minted for the orchestrator',
      { audience: 'a1b00000-0000-4000-8000-000000004401' },
      'audience_mismatch',
    ],
    [
      'Token C, minted for the resource',
      { audience: 'a1b00000-0000-4000-8000-000000004491' },
      'audience_mismatch',
    ],
    ['the URL instead of the id as audience', { audience: server.url }, 'audience_mismatch'],
    ['two audiences', { claims: { aud: [AUDIENCE, 'x'] } }, 'audience_mismatch'],
    ['a client that may not call us', { azp: 'a1b00000-0000-4000-8000-000000004400' }, 'client_not_allowed'],
    [
      'application permissions',
      { claims: { scp: undefined, idtyp: 'app', roles: ['Ledger.Read'] } },
      'app_only_token',
    ],
    ['an expired token', { expiresIn: -60 }, 'token_expired'],
    ['an unbound token', { claims: { cnf: undefined } }, 'binding_missing'],
    [
      'a token bound to another key',
      { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' },
      'binding_mismatch',
    ],
  ])('%s is refused', async (_case, request, reason) => {
    const response = await server.post(body, { headers, ...request })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: 'invalid_token' })
    expect(reasons()).toContain(reason)
    expect(server.exchanges).toEqual([])
  })

  test('a token of another issuer is refused, though it says all the right things', async () => {
    const attacker = await createTestIssuer()
    const accessToken = await attacker.token({
      audience: AUDIENCE,
      scp: 'Ledger.Read',
      azp: CALLER,
      jkt: server.key.jkt,
    })
    expect((await server.post(body, { headers, accessToken })).status).toBe(401)
    expect(reasons()).toContain('signature_invalid')
  })

  test('a bound token sent as Bearer is refused', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        authorization: `Bearer ${await server.token()}`,
      },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(401)
    expect(reasons()).toEqual(['binding_downgrade'])
  })

  test('a token without a proof, and with a thief’s proof, is refused', async () => {
    const accessToken = await server.token()
    const authorization = `DPoP ${accessToken}`
    const thief = await createDpopKey()
    const proof = await dpopProof(thief, { method: 'POST', url: server.url, accessToken })
    for (const dpop of [{}, { dpop: proof }]) {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', authorization, ...dpop },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(401)
    }
    expect(reasons()).toEqual(['dpop_proof_missing', 'binding_mismatch'])
  })
})

test('where tokens cannot be bound, a bearer token is accepted, and a bound one is not taken for one', async () => {
  const { app, url, token } = await startServer({ senderConstraint: 'none' })
  const { body, headers } = modernCall('read_entry', { number: 1 })
  const post = async (accessToken: string) =>
    fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
      },
      body: JSON.stringify(body),
    })
  expect((await post(await token({ claims: { cnf: undefined } }))).status).toBe(200)
  expect((await post(await token())).status).toBe(401)
  await app.close()
})

describe('web pages', () => {
  const { body } = legacyCall('read_entry', { number: 1 })
  const inject = (headers: Record<string, string>) =>
    server.app.inject({ method: 'POST', url: '/mcp', headers, payload: body })

  test.each([
    ['a rebound name', { host: 'attacker.example:4411' }, 'host_not_allowed'],
    ['a name that begins like ours', { host: 'localhost.attacker.example' }, 'host_not_allowed'],
    ['a foreign page', { host: 'localhost', origin: 'https://attacker.example' }, 'origin_not_allowed'],
    [
      'a page on another local port',
      { host: 'localhost', origin: 'http://localhost:4400' },
      'origin_not_allowed',
    ],
    ['a sandboxed page', { host: 'localhost', origin: 'null' }, 'origin_not_allowed'],
  ])(
    '%s is turned away before its token is looked at',
    { tags: ['TIER-3'] },
    async (_case, headers, reason) => {
      const response = await inject(headers)
      expect(response.statusCode).toBe(403)
      expect(reasons()).toEqual([reason])
    },
  )

  test('our own origin and loopback names come as far as the token', async () => {
    const { origin } = new URL(server.url)
    for (const headers of [{ host: '127.0.0.1:1' }, { host: '[::1]' }, { host: 'localhost', origin }]) {
      expect((await inject(headers)).statusCode).toBe(401)
    }
  })
})
