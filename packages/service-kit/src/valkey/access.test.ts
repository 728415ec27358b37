import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createTestAuthority } from '@chain-of-trust/testkit/certificates'
import { startRedis, type TestRedis, type TestRedisOptions } from '@chain-of-trust/testkit/redis'
import { createClient } from '@redis/client'
import { afterAll, expect, test, vi } from 'vitest'
import { parseConfig, serviceSchema } from '../config.ts'
import { valkeyUser } from './acl.ts'
import { freshProof, outcomeOf, startReplica, TENANT, until, type Replica } from './replica.fixture.ts'

vi.setConfig({ testTimeout: 60_000 })
const folder = mkdtempSync(join(tmpdir(), 'valkey-access-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}
const server = async (options: TestRedisOptions) => {
  const redis = await startRedis(options)
  closing.push(redis.stop)
  return redis
}
const replica = async (redis: Pick<TestRedis, 'url' | 'passwordFile' | 'caFile'>): Promise<Replica> => {
  const one = await startReplica(redis, { startup: 200 })
  closing.push(one.close)
  return one
}
/** What its operator is told, once nobody is let in. */
const refusal = async (one: Replica): Promise<string> => {
  await until(() => one.told.length > 0)
  const outcome = await outcomeOf(one, freshProof(undefined))
  return `${outcome}: ${one.told[0]}`
}

test('TLS and a password, from files', async () => {
  const redis = await server({ tls: true, password: true })
  const one = await startReplica(redis)
  closing.push(one.close)
  expect(await outcomeOf(one, freshProof(await one.proofs.nonce()))).toBe('first_use')
})

test('the certificate of another authority is not accepted, nor that of another name', async () => {
  const redis = await server({ tls: true })
  const { certificate } = await createTestAuthority()
  expect(await refusal(await replica({ ...redis, caFile: file('other.pem', certificate) }))).toMatch(
    /^replay_memory_unavailable: .*(certificate)/,
  )
  const byAddress = redis.url.replace('localhost', '127.0.0.1')
  expect(await refusal(await replica({ ...redis, url: byAddress }))).toMatch(
    /^replay_memory_unavailable: .*(not in the cert's list|altnames)/,
  )
})

test('a wrong password is said to the operator, without the password, and the right one needs no restart', async () => {
  const redis = await server({ password: true })
  const passwordFile = file('password', 'a-wrong-one')
  const one = await replica({ ...redis, passwordFile })
  expect(await refusal(one)).toMatch(/^replay_memory_unavailable: .*(WRONGPASS|invalid)/)
  expect(one.told.join()).not.toContain('a-wrong-one')
  writeFileSync(passwordFile, readFileSync(redis.passwordFile!, 'utf8'))
  await until(async () => (await outcomeOf(one, freshProof(undefined))) === 'nonce_required')
})

test('a server that quotes what it does not understand gives no password away', async () => {
  const redis = await server({ password: true, settings: { 'rename-command': 'HELLO ""' } })
  const one = await replica(redis)
  expect(await refusal(one)).toMatch(/^replay_memory_unavailable: .*unknown command/)
  const refused: unknown = await Promise.resolve(one.proofs.use(freshProof(undefined))).catch(
    (error: unknown) => error,
  )
  const password = readFileSync(redis.passwordFile!, 'utf8').trim()
  expect(inspect([one.told, refused], { depth: null })).not.toContain(password)
})

test("a service's own user can do all that it needs, and nothing to the keys and channels of another", async () => {
  const password = 'of mcp-github alone'
  const digest = createHash('sha256').update(password).digest('hex')
  const redis = await server({ password: true, users: [valkeyUser('mcp-github', digest)] })
  const passwordFile = file('acl-password', password)
  const url = redis.url.replace('//', '//mcp-github@')
  const one = await startReplica({ ...redis, url, passwordFile })
  closing.push(one.close)
  const proof = freshProof(await one.proofs.nonce())
  expect([await outcomeOf(one, proof), await outcomeOf(one, proof)]).toEqual(['first_use', 'replayed'])
  await one.revocations.caughtUp()
  await one.revocations.revoke({ tid: TENANT, oid: 'alice' }, Date.now() / 1000)
  await one.revocations.flush({ tid: TENANT })
  expect(one.revocations.known()).toBe(true)

  const client = createClient({
    username: 'mcp-github',
    password,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { host: '127.0.0.1', port: redis.port, reconnectStrategy: false },
  })
  client.on('error', () => {})
  await client.connect()
  for (const command of [
    ['GET', 'orchestrator:revocations-of'],
    ['SET', 'orchestrator:proof:x', ''],
    ['PUBLISH', 'orchestrator:revoked', '{}'],
    ['DEL', 'mcp-github:revocations'],
    ['KEYS', '*'],
    ['FLUSHALL'],
    ['CONFIG', 'GET', '*'],
    ['ACL', 'LIST'],
  ])
    await expect(client.sendCommand(command)).rejects.toThrow('NOPERM')
  client.destroy()
})

test('a file that is not there keeps the service from starting', async () => {
  const at = { url: 'redis://127.0.0.1:1', passwordFile: undefined, caFile: undefined }
  await expect(startReplica({ ...at, passwordFile: '/nosuch' })).rejects.toThrow(
    'REDIS_PASSWORD_FILE /nosuch',
  )
  await expect(startReplica({ ...at, caFile: '/nosuch' })).rejects.toThrow('REDIS_CA_FILE /nosuch')
})

test.each([
  ['redis://valkey:6379', 'must be rediss'],
  ['rediss://user:secret@valkey:6379', 'a password belongs into REDIS_PASSWORD_FILE'],
  ['http://localhost:6379', 'must look like'],
  ['rediss://valkey:6379/0?rejectUnauthorized=false', 'no parameters'],
  ['rediss://valkey:6379/keys', 'by its number'],
])('REDIS_URL=%s is refused, and not quoted', (url, problem) => {
  const parse = () => parseConfig(serviceSchema('mcp-github'), { REDIS_URL: url })
  expect(parse).toThrow(problem)
  expect(parse).not.toThrow('secret')
})

test.each(['redis://localhost:6379', 'redis://127.0.0.1:6379/1', 'rediss://orchestrator@valkey:6379'])(
  'REDIS_URL=%s is accepted',
  (url) => {
    expect(parseConfig(serviceSchema('mcp-github'), { REDIS_URL: url }).REDIS_URL).toBe(url)
  },
)
