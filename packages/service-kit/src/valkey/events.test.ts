import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entraV2, memoryAuditLog } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { ALICE, BOB, createTestIssuer, createTestTransmitter } from '@chain-of-trust/testkit'
import { startRedis } from '@chain-of-trust/testkit/redis'
import Fastify from 'fastify'
import { afterAll, expect, test, vi } from 'vitest'
import { parseConfig, serviceSchema } from '../config.ts'
import { openSecurityEvents } from '../security-events.ts'
import { PATIENT, until } from './replica.fixture.ts'
import { openSharedState } from './shared-state.ts'

vi.setConfig({ testTimeout: 60_000 })
const AUDIENCE = 'a1b00000-0000-4000-8000-000000004491'
const folder = mkdtempSync(join(tmpdir(), 'valkey-events-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const idp = await createTestIssuer()

/** A token that is issued now must not be older than the beginning of the list. */
const longAgo = () => Date.now() / 1000 - 100

/** A replica as they all are: gate, receiver, poll, and what it shares. */
async function start(url: string) {
  const config = parseConfig(serviceSchema('mock-graph'), { STATE_DIR: folder, REDIS_URL: url })
  const audit = memoryAuditLog('test')
  const shared = (await openSharedState('mock-graph', config, { ...PATIENT, now: longAgo }))!
  const events = openSecurityEvents('mock-graph', config, {
    keys: idp.keys,
    audit,
    shared,
    interval: 10,
    patience: 30_000,
    fetchFor: () => createTestTransmitter().fetch,
  })!
  const app = Fastify()
  await app.register(resourceServer, {
    accepts: entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: AUDIENCE, clients: 'any' }),
    keys: idp.keys,
    origin: config.RESOURCE,
    senderConstraint: 'none',
    audit,
    revocations: events.revocations,
  })
  shared.connect(app)
  await events.connect(app)
  app.get('/read', { config: { scopes: ['Files.Read'] } }, () => 'read')
  await app.ready()
  await until(() => events.revocations.known())
  const read = async (bearer: string) =>
    (await app.inject({ url: '/read', headers: { authorization: `Bearer ${bearer}` } })).statusCode
  const push = async (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/security-events',
      headers: { 'content-type': 'application/secevent+jwt' },
      payload,
    })
  return { app, audit, read, push, known: () => events.revocations.known() }
}

test('an event that one replica hears is in force at both; it is acknowledged when the server has it', async () => {
  const redis = await startRedis()
  const [one, two] = [await start(redis.url), await start(redis.url)]
  const iat = Math.floor(Date.now() / 1000)
  const request = { audience: AUDIENCE, scp: 'Files.Read', claims: { iat } }
  const [alice, bob] = [await idp.token(request), await idp.token({ ...request, oid: BOB })]
  const event = await idp.securityEvent({
    audience: AUDIENCE,
    type: 'session-revoked',
    oid: ALICE,
    event: { event_timestamp: iat + 1 },
  })
  expect([await one.read(alice), await two.read(alice)]).toEqual([200, 200])
  await redis.kill()
  const refused = await one.push(event)
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5'])
  expect(one.audit.records.some(({ event: kind }) => kind === 'security_event')).toBe(false)
  // Whoever cannot know is let in by nobody: neither here nor, once it has seen its connection close, there.
  await until(() => !two.known())
  expect([await one.read(bob), await two.read(bob), await two.read(alice)]).toEqual([503, 503, 503])
  expect(two.audit.records.at(-1)?.reason).toBe('revocations_unknown')
  await redis.start()
  await until(async () => (await one.push(event)).statusCode === 202)
  await until(async () => (await two.read(alice)) === 401)
  expect(await one.read(alice)).toBe(401)
  expect(await two.read(bob)).toBe(200)
  await Promise.all([one.app.close(), two.app.close()])
  await redis.stop()
})
