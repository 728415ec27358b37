import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { Secret } from '@chain-of-trust/auth-core'
import { BOB } from '@chain-of-trust/testkit'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { clientTransport } from './conversation.fixture.ts'
import {
  connect,
  credentialFrame,
  killStarted,
  serveKeys,
  startsWith,
  token,
  TOKEN,
  type FrameOptions,
} from './server-process.fixture.ts'

// Each test starts a process or two.
vi.setConfig({ testTimeout: 60_000 })

const keys = await serveKeys()
afterAll(() => keys.close())
const start = startsWith(keys.url)
afterEach(killStarted)

const otherKey = await createDpopKey()
const MODES = [
  ['2026-07-28', { mode: { pin: '2026-07-28' } }],
  ['2025-11-25', { mode: 'legacy' }],
] as const

test.each(MODES)(
  'after the handshake a client of revision %s is served; it closes, and the server ends with 0',
  async (_revision, mode) => {
    const server = start()
    const session = await server.greet()
    const { client, call } = await connect(session, mode)
    expect((await call('read_file', { path: 'a.txt' })).text).toContain('text')
    await client.close()
    expect(await server.exit).toEqual({ code: 0, signal: null })
    expect(server.audit()).toMatchObject({
      whole: true,
      records: ['token_accepted success', 'token_accepted success read_file'],
    })
  },
)

test('the official client of the first SDK is served too', async () => {
  const server = start()
  const session = await server.greet()
  const client = new ClientV1({ name: 'test', version: '1' })
  await client.connect(clientTransport(session.fromServer, session.toServer))
  expect(await client.callTool({ name: 'read_file', arguments: { path: 'a.txt' } })).toMatchObject({
    structuredContent: { content: 'text' },
  })
  await client.close()
  expect((await server.exit).code).toBe(0)
})

describe('between the messages of MCP', () => {
  test('a credential for the same person goes on, and the calls after it run under it', async () => {
    const server = start()
    const session = await server.greet()
    const { call } = await connect(session)
    await call('list_files')
    await session.renew()
    expect((await call('list_files')).isError).toBeFalsy()
    expect(server.audit().records).toEqual([
      'token_accepted success',
      'token_accepted success list_files',
      'token_accepted success',
      'token_accepted success list_files',
    ])
  })

  test.each<[string, number, RegExp, () => Promise<FrameOptions>]>([
    ['a used nonce', 77, /dpop_nonce_required/, () => Promise.resolve({})],
    ['another key', 77, /binding_mismatch/, () => Promise.resolve({ key: otherKey, nonce: 'A'.repeat(43) })],
    [
      'another person',
      77,
      /dpop_nonce_required|session_changed/,
      async () => ({ token: await token({ oid: BOB }) }),
    ],
  ])(
    'a second handshake by injection, with %s, ends the session: there is no second try',
    async (_what, code, reason, options) => {
      const server = start()
      const hello = await server.line(0)
      server.send(await credentialFrame(hello['nonce'] as string))
      await server.line(1)
      server.send(await credentialFrame(hello['nonce'] as string, await options()))
      server.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
      expect(await server.exit).toEqual({ code, signal: null })
      expect(server.lines).toHaveLength(3)
      expect(server.audit().records.at(-1)).toMatch(reason)
      expect(server.stderr()).not.toMatch(TOKEN)
    },
  )

  test('another person with a good nonce ends the session', async () => {
    const server = start()
    const hello = await server.line(0)
    server.send(await credentialFrame(hello['nonce'] as string))
    const { nonce } = await server.line(1)
    server.send(await credentialFrame(nonce as string, { token: await token({ oid: BOB }) }))
    expect((await server.exit).code).toBe(77)
    expect(server.audit().records.at(-1)).toBe('token_accepted failure session_changed')
  })

  test('a revocation refuses the next call, which says why; a fresh sign-in heals it without a restart', async () => {
    const server = start()
    const now = Math.floor(Date.now() / 1000)
    let newer = false
    const session = await server.greet({
      async credential() {
        if (server.lines.length > 2 && !newer) throw new Error('the person has not signed in again')
        return {
          token: new Secret(
            await token(newer ? { claims: { iat: now + 2, nbf: now } } : { claims: { iat: now - 10 } }),
          ),
        }
      },
      onRenewalFailed: () => undefined,
    })
    const { call } = await connect(session)
    expect((await call('list_files')).isError).toBeFalsy()
    await session.revoked(now, 'session-revoked')
    const refused = await call('list_files')
    expect(refused.isError).toBe(true)
    expect(refused.text).toContain('ai-host-cli login')
    expect(refused._meta?.['chain-of-trust.example/refusal']).toMatchObject({ reason: 'token_revoked' })
    newer = true
    await session.renew()
    expect((await call('list_files')).isError).toBeFalsy()
    expect(server.audit().records.slice(2)).toEqual([
      'security_event success',
      'token_accepted failure token_revoked list_files',
      'token_accepted success',
      'token_accepted success list_files',
    ])
  })

  test('a lease that is over refuses calls, though the token has not expired', async () => {
    const server = start({ environment: { MAX_TOKEN_AGE: '60' } })
    const hello = await server.line(0)
    const old = await token({ claims: { iat: Math.floor(Date.now() / 1000) - 120 } })
    server.send(await credentialFrame(hello['nonce'] as string, { token: old }))
    await server.line(1)
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    server.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'list_files', arguments: {}, _meta },
    })
    expect(await server.line(2)).toMatchObject({ id: 1, result: { isError: true } })
    expect(server.audit().records.at(-1)).toBe('token_accepted failure lease_over list_files')
  })
})

test('what is no message is told, without a token and without what a terminal obeys, and the session goes on', async () => {
  const server = start()
  const session = await server.greet()
  session.toServer.write(`${JSON.stringify({ jsonrpc: '2.0', [`${await token()}\u001b[2J`]: 1 })}\n`)
  const { call } = await connect(session)
  expect((await call('list_files')).isError).toBeFalsy()
  expect(server.stderr()).toContain('protocol: ')
  expect(server.stderr()).not.toMatch(TOKEN)
  expect(server.stderr()).not.toContain('\u001b')
})

test('a request that is written just before the pipe is closed is answered', async () => {
  const server = start()
  const hello = await server.line(0)
  server.send(await credentialFrame(hello['nonce'] as string))
  server.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  })
  server.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  server.send({
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { name: 'read_file', arguments: { path: 'a.txt' } },
  })
  server.child.stdin.end()
  expect((await server.exit).code).toBe(0)
  expect(server.lines.map((line) => (JSON.parse(line) as { id?: number }).id)).toEqual([
    undefined,
    undefined,
    1,
    2,
  ])
})
