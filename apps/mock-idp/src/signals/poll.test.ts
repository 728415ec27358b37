import { createDpopKey, dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { decodeJwt } from 'jose'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requestToken } from '../client.fixture.ts'
import { clientAssertion } from '../certificate.fixture.ts'
import {
  ALICE,
  BASE,
  claimsOf,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  TOKEN_ENDPOINT,
  type TestTenant,
} from '../tenant.fixture.ts'
import { LONGEST_WAIT, type PollAnswer } from './poll.ts'

const POLL = `${BASE}/ssf/poll`
const APPS = { orchestrator: ORCHESTRATOR, 'mcp-sharepoint': MCP_SHAREPOINT }
const NOW = { returnImmediately: true }

let tenant: TestTenant
let key: DpopKey
const tokens: Record<string, string> = {}
beforeAll(async () => {
  tenant = await openTestTenant()
  key = await createDpopKey()
  for (const [name, id] of Object.entries(APPS)) {
    const certificate = tenant.certificates[name as keyof typeof APPS]
    const { body } = await requestToken(tenant, key, {
      client_id: id,
      grant_type: 'client_credentials',
      scope: 'http://localhost:4490/ssf/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(certificate, id, TOKEN_ENDPOINT),
    })
    tokens[name] = String(body['access_token'])
  }
})

/** Everything from the tests before is acknowledged. */
beforeEach(async () => {
  for (const name of Object.keys(APPS)) await poll({ ack: Object.keys((await poll(NOW, name)).sets) }, name)
})

async function send(path: string, body: unknown, accessToken = tokens['orchestrator']!): Promise<Response> {
  return dpopFetch(key, { fetch: (input, init) => tenant.fetch(input, init) })(`${BASE}/ssf${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    accessToken,
  })
}

async function poll(body: object, name = 'orchestrator'): Promise<PollAnswer> {
  const response = await send('/poll', { maxEvents: 100, ...NOW, ...body }, tokens[name])
  expect(response.status).toBe(200)
  return (await response.json()) as PollAnswer
}

const announce = (count: number) => {
  for (let at = 1; at <= count; at += 1) {
    tenant.app.identityProvider.signals.announce({ type: 'session-revoked', oid: ALICE, at })
  }
}

/** Another token of the orchestrator's, signed by the tenant itself. */
const forged = (claims: Record<string, unknown>) =>
  tenant.app.identityProvider.signingKeys.sign({ ...claimsOf(tokens['orchestrator']), ...claims })

test('each receiver finds its own events, oldest first, until it acknowledges them', async () => {
  announce(3)
  const first = await poll({ maxEvents: 2 })
  expect(first.moreAvailable).toBe(true)
  const events = Object.entries(first.sets)
  expect(events.map(([, set]) => decodeJwt(set)['aud'])).toEqual([ORCHESTRATOR, ORCHESTRATOR])
  expect(events.map(([jti, set]) => [decodeJwt(set).jti === jti, instantOf(set)])).toEqual([
    [true, 1],
    [true, 2],
  ])
  // Not acknowledged: the answer may have been lost.
  expect(await poll({ maxEvents: 2 })).toEqual(first)

  const rest = await poll({ ack: Object.keys(first.sets) })
  expect(rest.moreAvailable).toBe(false)
  expect(Object.values(rest.sets).map(instantOf)).toEqual([3])
  expect(await poll({ ack: Object.keys(rest.sets) })).toEqual({ sets: {}, moreAvailable: false })
  expect(Object.keys((await poll({}, 'mcp-sharepoint')).sets)).toHaveLength(3)
})

test('an acknowledgement counts for one’s own stream only', async () => {
  announce(1)
  const own = await poll({})
  await poll({ ack: Object.keys(own.sets) }, 'mcp-sharepoint')
  expect(await poll({})).toEqual(own)
})

test('an event that the receiver cannot use is settled with its reason', async () => {
  announce(1)
  const [jti = ''] = Object.keys((await poll({})).sets)
  await poll({ setErrs: { [jti]: { err: 'invalid_audience', description: 'not mine' } } })
  expect((await poll({})).sets).toEqual({})
  const [latest] = tenant.app.identityProvider.signals.recent(1)
  expect(latest!.deliveries.find((delivery) => delivery.jti === jti)).toMatchObject({
    state: 'rejected',
    problem: 'invalid_audience not mine',
  })
})

test('an acknowledgement alone asks for no events', async () => {
  announce(1)
  expect(await poll({ maxEvents: 0 })).toEqual({ sets: {}, moreAvailable: true })
})

test('a long poll is answered when something happens', async () => {
  const waiting = poll({ returnImmediately: false })
  await new Promise((resolve) => setTimeout(resolve, 100))
  announce(1)
  expect(Object.keys((await waiting).sets)).toHaveLength(1)
})

test(
  'a long poll does not keep the transmitter from stopping',
  { timeout: LONGEST_WAIT - 1000 },
  async () => {
    const other = await openTestTenant()
    await other.app.ready()
    const waiting = other.app.identityProvider.signals.poll(ORCHESTRATOR, {
      returnImmediately: false,
      ack: [],
      setErrs: {},
    })
    await other.app.close()
    expect(await waiting).toEqual({ sets: {}, moreAvailable: false })
  },
)

test('a verification comes back on the own stream, with the state that was given', async () => {
  expect((await send('/verify', { stream_id: ORCHESTRATOR, state: 'xyz' })).status).toBe(204)
  const [set = ''] = Object.values((await poll({})).sets)
  expect(decodeJwt(set)).toMatchObject({
    sub_id: { format: 'opaque', id: ORCHESTRATOR },
    events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'xyz' } },
  })
  expect((await poll({}, 'mcp-sharepoint')).sets).toEqual({})
  expect((await send('/verify', { stream_id: MCP_SHAREPOINT })).status).toBe(403)
})

describe('a stream is closed to', () => {
  test.each<[string, number, () => Promise<string>]>([
    ['an application without the role', 403, () => forged({ roles: ['SecurityEvents.Write'] })],
    ['a person, even one with the role', 403, () => forged({ idtyp: 'user', scp: 'SecurityEvents.Read' })],
    [
      'an application that is no receiver',
      401,
      () => forged({ azp: 'a1b00000-0000-4000-8000-000000004400' }),
    ],
    ['a token for another resource', 401, () => forged({ aud: ORCHESTRATOR })],
    ['a token bound to another key', 401, async () => forged({ cnf: { jkt: (await createDpopKey()).jkt } })],
    ['an expired token', 401, () => forged({ exp: 1_700_000_000 })],
  ])('%s', { tags: ['DEL-2'] }, async (_title, status, accessToken) => {
    expect((await send('/poll', NOW, await accessToken())).status).toBe(status)
  })

  test('nobody in particular, and a bound token without its proof', async () => {
    const request = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect((await tenant.fetch(POLL, request)).status).toBe(401)
    const headers = { ...request.headers, authorization: `Bearer ${tokens['orchestrator']!}` }
    expect((await tenant.fetch(POLL, { ...request, headers })).status).toBe(401)
  })
})

test.each([{ maxEvents: -1 }, { ack: 'x' }, { setErrs: { x: 'y' } }])(
  'a poll of %j is a clear 400',
  async (body) => {
    const response = await send('/poll', body)
    expect(response.status).toBe(400)
    const { error_description: description } = (await response.json()) as { error_description: string }
    expect(description).toContain(Object.keys(body)[0])
  },
)

test('the transmitter describes itself, and each receiver its stream', async () => {
  const found = await tenant.fetch(
    'http://localhost:4490/.well-known/ssf-configuration/11111111-2222-4333-8444-555555555555/v2.0',
  )
  expect(await found.json()).toMatchObject({
    issuer: `${BASE}/v2.0`,
    jwks_uri: `${BASE}/discovery/v2.0/keys`,
    delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
  })
  const stream = await dpopFetch(key, { fetch: (input, init) => tenant.fetch(input, init) })(
    `${BASE}/ssf/stream`,
    { accessToken: tokens['orchestrator']! },
  )
  expect(await stream.json()).toMatchObject({ stream_id: ORCHESTRATOR, delivery: { endpoint_url: POLL } })
})

function instantOf(set: string): unknown {
  const [event] = Object.values(decodeJwt(set)['events'] as Record<string, { event_timestamp: number }>)
  return event?.event_timestamp
}
