import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import {
  ALICE,
  BASE,
  GRAPH,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  TENANT,
} from '../tenant.fixture.ts'
import type { Change } from './change.ts'
import type { Later } from './lane.ts'
import { receiversAmong } from './receivers.ts'

const REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'
const CHANGE: Change = { type: 'session-revoked', oid: ALICE, at: 1_800_000_000 }
const SHAREPOINT_URL = 'http://localhost:4411/security-events'
/** Whoever is registered to hear; three of them are looked at. */
const RECEIVERS = receiversAmong(registrations().applications)
const ALL = RECEIVERS.length
const everybody = (state: string) => Object.fromEntries(RECEIVERS.map(({ id }) => [id, state]))

interface Push {
  url: string
  init: RequestInit
}

/** The receivers and a clock, under the test's control. */
async function openTransmitter(stateDir = mkdtempSync(join(tmpdir(), 'mock-idp-'))) {
  const pushes: Push[] = []
  const timers: { milliseconds: number; callback: () => void }[] = []
  const receiver = {
    answer: (_url: string): Response | Promise<Response> => new Response(null, { status: 202 }),
  }
  const post = async (url: string, init: RequestInit) => {
    pushes.push({ url, init })
    return receiver.answer(url)
  }
  const later: Later = (milliseconds, callback) => {
    const timer = { milliseconds, callback }
    timers.push(timer)
    return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
  }
  const tenant = await openTestTenant({ stateDir, signals: { post, later } })
  await tenant.app.ready()
  const { signals } = tenant.app.identityProvider
  let outcomes = 0
  signals.onOutcome(() => void (outcomes += 1))
  /** Until this many pushes, since the beginning, have come to something. */
  const settled = (total: number) => vi.waitFor(() => expect(outcomes).toBe(total), { timeout: 20_000 })
  return {
    tenant,
    signals,
    pushes,
    timers,
    receiver,
    settled,
    stateDir,
    /** Lets the retries that are due begin. */
    advance: (seconds: number) => {
      tenant.clock.ahead += seconds
      for (const { callback } of timers.splice(0)) callback()
    },
    states: () =>
      Object.fromEntries(signals.recent(1)[0]!.deliveries.map(({ receiver, state }) => [receiver, state])),
  }
}

const verify = async (tenant: Awaited<ReturnType<typeof openTestTenant>>, set: string, audience: string) => {
  const keys = createLocalJWKSet(tenant.app.identityProvider.signingKeys.jwks())
  return jwtVerify(set, keys, {
    issuer: `${BASE}/v2.0`,
    audience,
    typ: 'secevent+jwt',
    algorithms: ['RS256'],
  })
}

test('tells each receiver at once, in a token of its own that the tenant has signed', async () => {
  const { tenant, signals, pushes, settled, states } = await openTransmitter()
  signals.announce({ ...CHANGE, details: { reason_admin: { en: 'by hand' } } })
  await settled(ALL)

  expect(pushes.map(({ url }) => url).sort()).toEqual(RECEIVERS.map(({ url }) => url).sort())
  expect(pushes.map(({ url }) => url)).toContain(SHAREPOINT_URL)
  const tokens: JWTPayload[] = []
  for (const [url, audience] of [
    ['http://localhost:4401', ORCHESTRATOR],
    ['http://localhost:4411', MCP_SHAREPOINT],
    ['http://localhost:4491', GRAPH],
  ] as const) {
    const { init } = pushes.find((push) => push.url.startsWith(url))!
    expect(new Headers(init.headers).get('content-type')).toBe('application/secevent+jwt')
    tokens.push((await verify(tenant, init.body as string, audience)).payload)
  }
  const [first] = tokens
  expect(first).toEqual({
    iss: `${BASE}/v2.0`,
    aud: ORCHESTRATOR,
    iat: expect.any(Number) as number,
    jti: expect.any(String) as string,
    txn: expect.any(String) as string,
    sub_id: {
      format: 'complex',
      tenant: { format: 'opaque', id: TENANT },
      user: { format: 'opaque', id: ALICE },
    },
    events: {
      [REVOKED]: {
        event_timestamp: CHANGE.at,
        initiating_entity: 'admin',
        reason_admin: { en: 'by hand' },
      },
    },
  })
  expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(3)
  expect(new Set(tokens.map(({ txn }) => txn)).size).toBe(1)
  expect(states()).toEqual(everybody('delivered'))
})

test('a change of the whole tenant names no user', async () => {
  const { tenant, signals, pushes, settled } = await openTransmitter()
  signals.announce({ type: 'token-claims-change', at: CHANGE.at, details: { initiating_entity: 'policy' } })
  await settled(ALL)
  const graph = pushes.find(({ url }) => url.startsWith('http://localhost:4491'))!
  const { payload } = await verify(tenant, graph.init.body as string, GRAPH)
  expect(payload['sub_id']).toEqual({ format: 'complex', tenant: { format: 'opaque', id: TENANT } })
  expect(payload['events']).toEqual({
    'https://schemas.openid.net/secevent/caep/event-type/token-claims-change': {
      event_timestamp: CHANGE.at,
      initiating_entity: 'policy',
    },
  })
})

test('a receiver that hangs delays nobody else', async () => {
  const { signals, receiver, settled, states } = await openTransmitter()
  receiver.answer = (url) =>
    url === SHAREPOINT_URL ? new Promise<Response>(() => {}) : new Response(null, { status: 202 })
  signals.announce(CHANGE)
  await settled(ALL - 1)
  expect(states()).toEqual({ ...everybody('delivered'), [MCP_SHAREPOINT]: 'pending' })
})

describe('a receiver that is down', () => {
  test('is tried again, each time later, until it acknowledges: with the same token', async () => {
    const { signals, receiver, pushes, timers, settled, advance, states } = await openTransmitter()
    receiver.answer = (url) => {
      if (url !== SHAREPOINT_URL) return new Response(null, { status: 202 })
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })
    }
    signals.announce(CHANGE)
    await settled(ALL)
    const waits: number[] = []
    for (let failures = 0; failures < 8; failures += 1) {
      waits.push(Math.ceil(timers[0]!.milliseconds / 500) * 500)
      advance(31)
      await settled(ALL + 1 + failures)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(
      signals.recent(1)[0]!.deliveries.find(({ receiver }) => receiver === MCP_SHAREPOINT),
    ).toMatchObject({
      state: 'pending',
      attempts: 9,
      problem: 'not reachable (ECONNREFUSED)',
    })

    receiver.answer = () => new Response(null, { status: 202 })
    advance(31)
    await settled(ALL + 9)
    expect(states()[MCP_SHAREPOINT]).toBe('delivered')
    const sent = pushes.filter(({ url }) => url === SHAREPOINT_URL).map(({ init }) => init.body)
    expect(sent).toHaveLength(10)
    expect(new Set(sent).size).toBe(1)
    advance(31)
    expect(pushes.filter(({ url }) => url === SHAREPOINT_URL)).toHaveLength(10)
  })

  test('is tried at once for a new event, and gets the old ones with it when it is back', async () => {
    const { signals, receiver, settled } = await openTransmitter()
    receiver.answer = () => new Response(null, { status: 503 })
    signals.announce(CHANGE)
    await settled(ALL)
    receiver.answer = () => new Response(null, { status: 202 })
    signals.announce({ ...CHANGE, type: 'account-disabled' })
    await settled(3 * ALL)
    const states = signals.recent(2).flatMap(({ deliveries }) => deliveries.map(({ state }) => state))
    expect(states).toEqual(Array(2 * ALL).fill('delivered'))
  })

  test('is not told any more when no token is old enough to matter', async () => {
    const { signals, receiver, pushes, settled, advance } = await openTransmitter()
    receiver.answer = () => new Response(null, { status: 503 })
    signals.announce(CHANGE)
    await settled(ALL)
    advance(28 * 3600)
    await settled(2 * ALL)
    advance(2 * 3600)
    expect(pushes).toHaveLength(2 * ALL)
    expect(signals.recent(1)).toEqual([])
  })
})

test('a restart takes up what was not delivered', async () => {
  const before = await openTransmitter()
  before.receiver.answer = (url) => new Response(null, { status: url === SHAREPOINT_URL ? 500 : 202 })
  before.signals.announce(CHANGE)
  await before.settled(ALL)
  await before.tenant.app.close()

  const after = await openTransmitter(before.stateDir)
  await after.settled(1)
  expect(after.pushes.map(({ url }) => url)).toEqual([SHAREPOINT_URL])
  expect(after.states()[MCP_SHAREPOINT]).toBe('delivered')
  const sent = (push: Push | undefined) => verify(after.tenant, push?.init.body as string, MCP_SHAREPOINT)
  const first = before.pushes.find(({ url }) => url === SHAREPOINT_URL)
  expect((await sent(after.pushes[0])).payload).toEqual((await sent(first)).payload)
})

test('what a receiver calls malformed is not pushed again; only a poll still brings it', async () => {
  const { signals, receiver, pushes, settled, advance } = await openTransmitter()
  receiver.answer = (url) =>
    url === SHAREPOINT_URL
      ? Response.json({ err: 'invalid_key', description: 'no\nsuch key' }, { status: 400 })
      : new Response(null, { status: 202 })
  signals.announce(CHANGE)
  await settled(ALL)
  advance(60)
  expect(pushes).toHaveLength(ALL)
  expect(signals.recent(1)[0]!.deliveries.find(({ receiver }) => receiver === MCP_SHAREPOINT)).toMatchObject({
    state: 'undeliverable',
    problem: 'invalid_key: no such key',
  })
  const { sets } = await signals.poll(MCP_SHAREPOINT, { returnImmediately: true, ack: [], setErrs: {} })
  expect(Object.keys(sets)).toHaveLength(1)
})

test('a change that is rolled back is not announced', async () => {
  const { tenant, signals, pushes, settled } = await openTransmitter()
  const { database } = tenant.app.identityProvider
  database.exec('begin')
  signals.announce(CHANGE)
  database.exec('rollback')
  // The next one goes out, and it alone.
  signals.announce({ ...CHANGE, type: 'account-enabled' })
  await settled(ALL)
  expect(pushes).toHaveLength(ALL)
  expect(signals.recent(2).map(({ type }) => type)).toEqual(['account-enabled'])
})
