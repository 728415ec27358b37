import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entraV2, memoryAuditLog } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import {
  ALICE,
  BOB,
  createTestIssuer,
  createTestTransmitter,
  type TestTransmitter,
} from '@chain-of-trust/testkit'
import Fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { parseConfig, serviceSchema } from './config.ts'
import { openSecurityEvents } from './security-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'security-events-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const idp = await createTestIssuer()
const token = (claims: Partial<Parameters<typeof idp.token>[0]> = {}) =>
  idp.token({ audience: AUDIENCE, scp: 'Files.Read', xms_cc: ['cp1'], ...claims })
const AUDIENCE = 'a1b00000-0000-4000-8000-000000004491'
const revoke = (oid: string) => idp.securityEvent({ audience: AUDIENCE, type: 'session-revoked', oid })

/** A service as they all are: gate, receiver, poll. */
async function start(from: TestTransmitter, state: string, quiet = 0) {
  const config = parseConfig(serviceSchema('mock-graph'), { STATE_DIR: join(folder, state) })
  const audit = memoryAuditLog('test')
  const resources: string[] = []
  const events = openSecurityEvents('mock-graph', config, {
    keys: idp.keys,
    audit,
    interval: 10,
    patience: 100,
    quiet,
    fetchFor(resource) {
      resources.push(resource)
      return from.fetch
    },
  })!
  const warnings: string[] = []
  const stream = { write: (line: string) => void warnings.push((JSON.parse(line) as { msg: string }).msg) }
  const app = Fastify({ logger: { level: 'warn', stream } })
  await app.register(resourceServer, {
    accepts: entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: AUDIENCE, clients: 'any' }),
    keys: idp.keys,
    origin: config.RESOURCE,
    senderConstraint: 'none',
    audit,
    revocations: events.revocations,
  })
  await events.connect(app)
  app.get('/read', { config: { scopes: ['Files.Read'] } }, () => 'read')
  const read = async (bearer: string) =>
    app.inject({ url: '/read', headers: { authorization: `Bearer ${bearer}` } })
  const push = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/security-events',
      headers: { 'content-type': 'application/secevent+jwt' },
      payload,
    })
  return { app, audit, read, push, resources, warnings }
}

test('from the event on, the same token meets a challenge for a newer one', async () => {
  const { app, read, push, resources } = await start(createTestTransmitter(), 'push')
  const [alice, plain, bob] = [await token(), await token({ xms_cc: [] }), await token({ oid: BOB })]
  expect((await read(alice)).statusCode).toBe(200)
  expect((await push(await revoke(ALICE))).statusCode).toBe(202)
  const refused = await read(alice)
  expect(refused.statusCode).toBe(401)
  expect(refused.headers['www-authenticate']).toContain('error="insufficient_claims"')
  // A client that did not say cp1 would not understand a challenge.
  const challenge = String((await read(plain)).headers['www-authenticate'])
  expect(challenge).toContain('error="invalid_token"')
  expect(challenge).not.toContain('claims')
  expect((await read(bob)).statusCode).toBe(200)
  expect(resources).toEqual(['http://localhost:4490/ssf'])
  await app.close()
})

test('a service that was down when it happened refuses from its first request on', async () => {
  const from = createTestTransmitter()
  const alice = await token()
  from.sets['1'] = await revoke(ALICE)
  const { app, read } = await start(from, 'down')
  expect((await read(alice)).statusCode).toBe(401)
  expect(from.requests.slice(0, 2)).toEqual([
    { url: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/ssf/poll', ack: [] },
    { url: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/ssf/poll', ack: ['1'] },
  ])
  await app.close()
})

test('a restart keeps what was acknowledged', async () => {
  const alice = await token()
  const first = await start(createTestTransmitter(), 'restart')
  await first.push(await revoke(ALICE))
  await first.app.close()
  const second = await start(createTestTransmitter(), 'restart')
  expect((await second.read(alice)).statusCode).toBe(401)
  expect((await second.read(await token({ oid: BOB }))).statusCode).toBe(200)
  await second.app.close()
})

test('a push that was lost is fetched', async () => {
  const from = createTestTransmitter()
  const { app, read } = await start(from, 'lost')
  const alice = await token()
  expect((await read(alice)).statusCode).toBe(200)
  from.sets['1'] = await revoke(ALICE)
  await expect.poll(async () => (await read(alice)).statusCode).toBe(401)
  await app.close()
})

test(
  'while the issuer cannot say who is revoked, the answer is "later", to everybody',
  { tags: ['ZTA-2'] },
  async () => {
    const from = createTestTransmitter()
    from.down = true
    const { app, read, audit } = await start(from, 'outage')
    const alice = await token()
    const waiting = await read(alice)
    expect([waiting.statusCode, waiting.headers['retry-after']]).toEqual([503, '1'])
    expect(waiting.headers).not.toHaveProperty('www-authenticate')
    expect(audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'revocations_unknown' })
    from.down = false
    await expect.poll(async () => (await read(alice)).statusCode, { timeout: 20_000 }).toBe(200)
    // An outage later on harms nobody.
    from.down = true
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await read(alice)).statusCode).toBe(200)
    await app.close()
  },
)

test('the operator hears once of an outage that lasts, and not of a start in which all start at once', async () => {
  const from = createTestTransmitter()
  from.down = true
  const short = await start(from, 'short', 60_000)
  const long = await start(from, 'long', 150)
  await short.read(await token())
  await long.read(await token())
  await expect.poll(() => long.warnings).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(long.warnings).toEqual(['security events cannot be fetched, trying again; nobody is let in before'])
  expect(short.warnings).toEqual([])
  await Promise.all([short.app.close(), long.app.close()])
})

test('another issuer sends no events, and nothing waits for them', () => {
  const config = parseConfig(serviceSchema('mock-graph'), { ISSUER: 'http://localhost:9999/v2.0' })
  const fetchFor = () => {
    throw new Error('nobody may ask for a key')
  }
  expect(
    openSecurityEvents('x', config, { keys: idp.keys, audit: memoryAuditLog('x'), fetchFor }),
  ).toBeUndefined()
})
