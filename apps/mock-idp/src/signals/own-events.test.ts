import { dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { newPerson, requestToken, signInForCode, type Person } from '../client.fixture.ts'
import { perform } from '../endpoints/console-actions.ts'
import {
  AI_HOST_CLI,
  ALICE,
  BASE,
  BOB,
  claimsOf,
  openTestTenant,
  ORCHESTRATOR,
  type TestTenant,
} from '../tenant.fixture.ts'
import { LONGEST_WAIT, type PollAnswer } from './poll.ts'

const READ_OWN = 'http://localhost:4490/ssf/SecurityEvents.Read.Own'
const LOOPBACK = 'http://localhost:51234'
const scope = `${READ_OWN} openid profile offline_access`

let tenant: TestTenant
let alice: Person
let token: string
beforeEach(async () => {
  tenant = await openTestTenant()
  alice = await newPerson(tenant)
  token = await signIn()
})

async function signIn(oid = ALICE, person = alice): Promise<string> {
  const changes = {
    client_id: AI_HOST_CLI,
    redirect_uri: LOOPBACK,
    response_mode: 'form_post',
    prompt: 'select_account',
    scope,
  }
  const { redemption } = await signInForCode(person, { oid, changes })
  const parameters = { ...redemption, client_id: AI_HOST_CLI, redirect_uri: LOOPBACK }
  const { body } = await requestToken(tenant, person.key, parameters)
  return String(body['access_token'])
}

async function send(path: string, body: unknown, accessToken = token): Promise<Response> {
  return dpopFetch(alice.key, { fetch: (input, init) => tenant.fetch(input, init) })(`${BASE}/ssf${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    accessToken,
  })
}

async function poll(body: object = {}, accessToken = token): Promise<PollAnswer> {
  const response = await send('/poll', { returnImmediately: true, ...body }, accessToken)
  expect(response.status).toBe(200)
  return (await response.json()) as PollAnswer
}

const change = (action: Parameters<typeof perform>[2], oid = ALICE) => {
  const { accounts } = tenant.app.identityProvider
  perform(tenant.app.identityProvider, accounts.find(oid)!, action)
}
const types = ({ sets }: PollAnswer) =>
  Object.values(sets).map((set) =>
    Object.keys(decodeJwt(set)['events'] as object)[0]
      ?.split('/')
      .at(-1),
  )
const iat = () => Number(claimsOf(token).iat)

test('whoever asks hears what makes their token stale, as an event for their application alone', async () => {
  expect(await poll()).toEqual({ sets: {}, moreAvailable: false })
  change({ action: 'revokeSessions' })
  const { sets } = await poll()
  const [jti = '', set = ''] = Object.entries(sets)[0] ?? []
  expect(decodeProtectedHeader(set).typ).toBe('secevent+jwt')
  const claims = decodeJwt(set)
  expect(claims).toMatchObject({
    aud: AI_HOST_CLI,
    iss: `${BASE}/v2.0`,
    jti,
    sub_id: { format: 'complex', user: { format: 'opaque', id: ALICE } },
  })
  const [event] = Object.values(claims['events'] as Record<string, { event_timestamp: number }>)
  expect(event!.event_timestamp).toBeGreaterThan(iat())
  // Nothing is acknowledged: until there is a newer token it is as true as before.
  expect(decodeJwt(Object.values((await poll()).sets)[0]!)).toMatchObject({ jti })
})

test('a newer token is the acknowledgement, unless an older one is still in use', async () => {
  change({ action: 'revokeSessions' })
  const stale = iat()
  token = await signIn()
  expect(types(await poll())).toEqual([])
  expect(types(await poll({ oldestToken: stale }))).toEqual(['session-revoked'])
  // Nobody asks for less than their token's own time.
  change({ action: 'changePassword' })
  expect(types(await poll({ oldestToken: iat() + 3600 }))).toEqual(['credential-change'])
})

test('what happens to somebody else, to everybody, or for the better, is not told', async () => {
  change({ action: 'revokeSessions' }, BOB)
  change({ action: 'setRisk', value: 'medium' })
  change({ action: 'setDevice', value: 'notCompliant' }, BOB)
  tenant.app.identityProvider.signals.announce({ type: 'token-claims-change', at: iat() + 10 })
  expect(await poll()).toEqual({ sets: {}, moreAvailable: false })
})

test('the changes that revoke are those for which the tiers refuse a token', async () => {
  for (const action of [
    { action: 'setRisk', value: 'high' },
    { action: 'setRisk', value: 'low' },
    { action: 'setDevice', value: 'notCompliant' },
    { action: 'setDevice', value: 'compliant' },
    { action: 'setLocation', value: 'Home office' },
    { action: 'disable' },
    { action: 'enable' },
  ] as const) {
    change(action)
  }
  expect(new Set(types(await poll()))).toEqual(
    new Set(['account-disabled', 'device-compliance-change', 'risk-level-change', 'token-claims-change']),
  )
})

test('a long poll is answered by one’s own event, and others’ do not end it', async () => {
  let answered = false
  const waiting = poll({ returnImmediately: false }).then((answer) => {
    answered = true
    return answer
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  change({ action: 'revokeSessions' }, BOB)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(answered).toBe(false)
  change({ action: 'revokeSessions' })
  expect(types(await waiting)).toEqual(['session-revoked'])
})

test(
  'a long poll does not keep the transmitter from stopping',
  { timeout: LONGEST_WAIT - 1000 },
  async () => {
    await tenant.app.ready()
    const asked = { oid: ALICE, clientId: AI_HOST_CLI, issuedAt: iat() }
    const waiting = tenant.app.identityProvider.signals.pollOwn(asked, { returnImmediately: false })
    await tenant.app.close()
    expect(await waiting).toEqual({ sets: {}, moreAvailable: false })
  },
)

describe('a person’s token', () => {
  const forged = (claims: Record<string, unknown>) =>
    tenant.app.identityProvider.signingKeys.sign({ ...claimsOf(token), ...claims })

  test('opens the poll and nothing else of the transmitter', async () => {
    for (const path of ['/stream', '/nothing']) expect((await send(path, {})).status).toBe(403)
    expect((await send('/verify', {})).status).toBe(403)
    expect((await send('/verify', {}, await forged({ roles: ['SecurityEvents.Read'] }))).status).toBe(403)
  })

  test.each<[string, number, () => Promise<string>]>([
    ['without the scope', 403, () => forged({ scp: 'SecurityEvents.Read' })],
    [
      'of an application that may not ask',
      401,
      () => forged({ azp: 'a1b00000-0000-4000-8000-000000004400' }),
    ],
    ['for another resource', 401, () => forged({ aud: ORCHESTRATOR })],
    ['without a person, role or no role', 403, () => forged({ scp: undefined, idtyp: 'app', roles: [] })],
    ['that has ended', 401, () => forged({ exp: 1_700_000_000 })],
  ])('%s opens nothing', async (_title, status, accessToken) => {
    expect((await send('/poll', { returnImmediately: true }, await accessToken())).status).toBe(status)
  })

  test('is worth nothing without its key, and no parameter names another person', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const bare = await tenant.fetch(`${BASE}/ssf/poll`, { method: 'POST', headers, body: '{}' })
    expect(bare.status).toBe(401)
    change({ action: 'revokeSessions' }, BOB)
    expect((await poll({ oid: BOB, sub: BOB, sub_id: { id: BOB } })).sets).toEqual({})
  })

  test('acknowledges nothing in another stream', async () => {
    const { signals } = tenant.app.identityProvider
    const asked = { returnImmediately: true, ack: [], setErrs: {} }
    change({ action: 'revokeSessions' })
    const [own = ''] = Object.keys((await signals.poll(ORCHESTRATOR, asked)).sets)
    await poll({ ack: [own], setErrs: { [own]: { err: 'x' } } })
    expect(Object.keys((await signals.poll(ORCHESTRATOR, asked)).sets)).toEqual([own])
  })
})

test.each([{ oldestToken: 'x' }, { oldestToken: -1 }, { returnImmediately: 1 }])(
  'a poll of %j is a clear 400',
  async (body) => {
    const response = await send('/poll', body)
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining(Object.keys(body)[0]!),
    ])
  },
)
