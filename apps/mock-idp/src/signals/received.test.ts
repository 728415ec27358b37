import {
  createSecurityEventReceiver,
  memoryAuditLog,
  memoryRevocations,
  type Whose,
} from '@chain-of-trust/auth-core'
import { securityEvents } from '@chain-of-trust/auth-core/fastify'
import Fastify from 'fastify'
import { beforeAll, expect, test, vi } from 'vitest'
import {
  ALICE,
  BASE,
  BOB,
  GRAPH,
  openTestTenant,
  ORIGIN,
  TENANT,
  type TestTenant,
} from '../tenant.fixture.ts'

const revocations = memoryRevocations()
const flushed: Whose[] = []
revocations.onFlush((whose) => flushed.push(whose))

/** The tenant pushes to a receiver as every tier has it. The other two services are away. */
let tenant: TestTenant
beforeAll(async () => {
  const service = Fastify()
  tenant = await openTestTenant({
    signals: {
      async post(url, init) {
        if (!url.startsWith('http://localhost:4491')) throw new TypeError('fetch failed')
        const { statusCode, body } = await service.inject({
          method: 'POST',
          url: new URL(url).pathname,
          headers: Object.fromEntries(new Headers(init.headers)),
          payload: init.body as string,
        })
        return new Response(body, { status: statusCode })
      },
    },
  })
  const receiver = createSecurityEventReceiver({
    accepts: { issuer: `${BASE}/v2.0`, tenant: TENANT, audience: GRAPH },
    keys: tenant.app.identityProvider.signingKeys.find,
    revocations,
    audit: memoryAuditLog('mock-graph'),
  })
  await service.register(securityEvents, { receiver })
})

async function call(method: string, path: string, body: unknown): Promise<Record<string, number>> {
  const response = await tenant.fetch(`${ORIGIN}/console/api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, number>
}

/** What becomes of the latest event at the receiver. */
const delivered = () =>
  vi.waitFor(
    () => {
      const [latest] = tenant.app.identityProvider.signals.recent(1)
      const delivery = latest!.deliveries.find(({ receiver }) => receiver === GRAPH)
      expect(delivery).toMatchObject({ state: 'delivered' })
      return latest!.type
    },
    { timeout: 20_000 },
  )

const revokedBefore = (oid: string) => revocations.revokedBefore({ tid: TENANT, oid })

test.each([
  { action: 'revokeSessions' },
  { action: 'changePassword' },
  { action: 'setRisk', value: 'high' },
  { action: 'setDevice', value: 'notCompliant' },
  { action: 'setLocation', value: 'Unknown place' },
  { action: 'disable' },
])('$action $value in the console: the older tokens are refused, the newer ones are not', async (action) => {
  const { tokensValidFrom } = await call('POST', `/users/${ALICE}`, action)
  await delivered()
  expect(revokedBefore(ALICE)).toBe(tokensValidFrom)
  expect(flushed.at(-1)).toMatchObject({ tid: TENANT, oid: ALICE })
  expect(revokedBefore(BOB)).toBeUndefined()
})

test.each([
  { action: 'enable' },
  { action: 'setRisk', value: 'low' },
  { action: 'setDevice', value: 'compliant' },
])(
  '$action $value in the console: nothing more is refused, and what was is asked for anew',
  async (action) => {
    const [before, count] = [revokedBefore(ALICE), flushed.length]
    await call('POST', `/users/${ALICE}`, action)
    await delivered()
    expect(revokedBefore(ALICE)).toBe(before)
    expect(flushed.slice(count)).toEqual([{ tid: TENANT, oid: ALICE }])
  },
)

test('edited policies flush what is known of everybody', async () => {
  const count = flushed.length
  await call('PUT', '/policies', [])
  await delivered()
  expect(flushed.slice(count)).toEqual([{ tid: TENANT }])
})

test('a verification is acknowledged', async () => {
  tenant.app.identityProvider.signals.verify(GRAPH, 'still there?')
  expect(await delivered()).toBe('verification')
})
