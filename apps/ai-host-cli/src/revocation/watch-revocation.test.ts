import { ALICE, BOB, createTestIssuer } from '@chain-of-trust/testkit'
import { expect, test, vi } from 'vitest'
import type { Revocation } from './own-events-poll.ts'
import { CLI, config, events, idp, signedInAs, transmitter } from './transmitter.fixture.ts'
import { watchRevocation, type RevocationWatchOptions } from './watch-revocation.ts'

const revoked = (at: number, oid = ALICE, type = 'session-revoked') => ({
  audience: CLI,
  type,
  oid,
  event: { event_timestamp: at },
})

vi.setConfig({ testTimeout: 30_000 })
/** On a busy machine too. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000 })

async function start(overlay: Partial<RevocationWatchOptions> = {}) {
  const { source, state } = await signedInAs()
  const idpSide = transmitter()
  const heard: Revocation[] = []
  const failures: unknown[] = []
  const watch = watchRevocation({
    config,
    source,
    fetch: idpSide.fetch,
    keys: idp.keys,
    onRevoked: (revocation) => heard.push(revocation),
    onFailed: (error) => failures.push(error),
    backoff: 1,
    longest: 5,
    pace: 1,
    ...overlay,
  })
  return { ...idpSide, watch, state, heard, failures }
}

test('a revocation is told once, and the next poll is made with a token from after it', async () => {
  const { watch, answer, bodies, schemes, heard, state } = await start()
  await until(() => expect(bodies).toEqual([{ returnImmediately: false }]))
  answer(() => events(revoked(2000)))
  await until(() => expect(bodies).toHaveLength(2))
  expect(heard).toEqual([{ at: 2000, event: 'session-revoked' }])
  expect(state.requests.map(({ newerThan, interactive }) => [newerThan, interactive])).toEqual([
    [0, false],
    [2000, false],
  ])
  expect(state.requests[0]!.scopes).toEqual(['http://localhost:4490/ssf/SecurityEvents.Read.Own'])
  // The same once more, by a transmitter that does not look at the token.
  answer(() => events(revoked(2000)))
  await until(() => expect(bodies).toHaveLength(3))
  expect(heard).toHaveLength(1)
  expect(new Set(schemes)).toEqual(new Set(['DPoP']))
  await watch.stop()
})

test('of several the latest counts, rounded up to the second from which tokens are good', async () => {
  const { watch, answer, heard } = await start()
  answer(() => events(revoked(2000), revoked(2000.5, ALICE, 'credential-change'), revoked(1500)))
  await until(() => expect(heard).toEqual([{ at: 2001, event: 'credential-change' }]))
  await watch.stop()
})

test('the session’s own token is asked about where it is older than the one of the poll', async () => {
  const { watch, answer, bodies } = await start({ issuedAt: () => 900 })
  await until(() => expect(bodies).toEqual([{ returnImmediately: false, oldestToken: 900 }]))
  answer(() => events(revoked(2000)))
  await until(() => expect(bodies[1]).toEqual({ returnImmediately: false, oldestToken: 2000 }))
  await watch.stop()
})

const stranger = await createTestIssuer()
test.each<[string, () => Promise<Response>]>([
  ['of somebody else', () => events(revoked(2000, BOB))],
  ['that revokes nothing', () => events({ audience: CLI, type: 'account-enabled', oid: ALICE })],
])('an event %s revokes nothing', async (_title, made) => {
  const { watch, answer, bodies, heard, failures } = await start()
  answer(made)
  await until(() => expect(bodies).toHaveLength(2))
  expect([heard, failures]).toEqual([[], []])
  await watch.stop()
})

test.each<[string, () => Promise<Response>]>([
  ['for another application', () => events({ ...revoked(2000), audience: 'another' })],
  [
    'that another issuer has signed',
    async () => Response.json({ sets: { a: await stranger.securityEvent(revoked(2000)) } }),
  ],
  [
    'that is an access token',
    async () => Response.json({ sets: { a: await idp.token({ audience: CLI, azp: CLI, oid: ALICE }) } }),
  ],
  ['of a tenant that is not ours', () => events({ ...revoked(2000), claims: { sub_id: otherTenant() } })],
  ['that is no list', () => Promise.resolve(Response.json({ sets: ['x'] }))],
  ['that is no JSON', () => Promise.resolve(new Response('<html>'))],
  ['that is too long', () => Promise.resolve(new Response(`{"sets":{"a":"${'x'.repeat(600_000)}"}}`))],
  ['that refuses us', () => Promise.resolve(new Response(null, { status: 401 }))],
  ['that does not come', () => Promise.reject(new TypeError('fetch failed'))],
])('an answer %s revokes nothing, is a failure, and the next one counts', async (_title, made) => {
  const { watch, answer, heard, failures } = await start()
  answer(made)
  await until(() => expect(failures).toHaveLength(1))
  expect(heard).toEqual([])
  answer(() => events(revoked(2000)))
  await until(() => expect(heard).toHaveLength(1))
  await watch.stop()
})

test('a revoked person is not asked for anything; after the next sign-in it goes on', async () => {
  const { watch, state, answer, bodies, heard, failures } = await start({ backoff: 60_000, longest: 60_000 })
  await until(() => expect(bodies).toHaveLength(1))
  state.revoked = true
  answer(() => events(revoked(2000)))
  await until(() => expect(state.requests).toHaveLength(2))
  expect([bodies.length, failures]).toEqual([1, []])
  state.revoked = false
  watch.wake()
  await until(() => expect(bodies).toHaveLength(2))
  expect(heard).toHaveLength(1)
  await watch.stop()
})

test('another person’s sign-in is watched from its own beginning', async () => {
  const { watch, state, answer, bodies } = await start()
  await until(() => expect(bodies).toHaveLength(1))
  state.oid = BOB
  answer(() => events(revoked(2000)))
  await until(() => expect(state.requests).toHaveLength(2))
  expect(state.requests[1]!.newerThan).toBe(0)
  await watch.stop()
})

test('nobody signed in: nothing is sent, and a stop ends the waiting', async () => {
  const { source, state } = await signedInAs()
  state.oid = undefined
  const { fetch, bodies } = transmitter()
  const watch = watchRevocation({ config, source, fetch, keys: idp.keys, onRevoked: () => undefined })
  await watch.stop()
  expect([bodies, state.requests]).toEqual([[], []])
})

test('without a sender constraint the token goes as Bearer', async () => {
  const { watch, schemes } = await start({ config: { ...config, SENDER_CONSTRAINT: 'none' } })
  await until(() => expect(schemes).toEqual(['Bearer']))
  await watch.stop()
})

test.each([
  ['switched off', { ...config, SECURITY_EVENTS: 'off' as const }],
  [
    'under an issuer that sends none',
    { ...config, SECURITY_EVENTS: undefined, ISSUER: 'https://login.microsoftonline.com/x/v2.0' },
  ],
])('%s, it asks for no token and sends nothing', async (_title, other) => {
  const { watch, state, bodies } = await start({ config: other })
  watch.wake()
  await watch.stop()
  expect([state.requests, bodies]).toEqual([[], []])
})

function otherTenant() {
  const opaque = (id: string) => ({ format: 'opaque', id })
  return { format: 'complex', tenant: opaque('99999999-2222-4333-8444-555555555555'), user: opaque(ALICE) }
}
