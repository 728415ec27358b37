import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { Secret } from '@chain-of-trust/auth-core'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import {
  connect,
  credentialFrame,
  endOf,
  issuer,
  key,
  killStarted,
  refused,
  serveKeys,
  startsWith,
  token,
  type FrameOptions,
} from './server-process.fixture.ts'

// Each test starts a process or two.
vi.setConfig({ testTimeout: 60_000 })

const keys = await serveKeys()
afterAll(() => keys.close())
const start = startsWith(keys.url)
afterEach(killStarted)

describe('what comes instead of a handshake ends the server', () => {
  test('nothing: the pipe is closed', async () => {
    const server = start()
    server.child.stdin.end()
    expect(await endOf(server)).toEqual(refused(65, 'frame_missing', /ai-host-cli run/))
  })

  test('a frame that does not come in time', async () => {
    const server = start({ environment: { HANDSHAKE_TIMEOUT: '0.2' } })
    await server.line(0)
    expect(await endOf(server)).toEqual(refused(124, 'frame_missing', /ai-host-cli run/))
    // It comes now, and nobody is there.
    server.send(await credentialFrame('x'))
  })

  test.each(['garbage', '{"stdio_handshake":1,', '{"stdio_handshake":1,"type":"credential"}', '\0\xff\xfe'])(
    'garbage: %j',
    async (line) => {
      const server = start()
      server.send(line)
      expect(await endOf(server)).toEqual(refused(65, 'frame_malformed', /no frame/))
    },
  )

  test('another version of the handshake', async () => {
    const server = start()
    server.send('{"stdio_handshake":2,"type":"credential"}')
    expect(await endOf(server)).toEqual(refused(65, 'version_unsupported', /version/))
  })

  test('a line of 10 MB', async () => {
    const server = start()
    server.child.stdin.write(`{"stdio_handshake":1,${'x'.repeat(10_000_000)}\n`)
    expect(await endOf(server)).toEqual(refused(65, 'frame_too_long', /too long/))
  })

  test('MCP itself: the client is answered in its own language too', async () => {
    const server = start()
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    }
    server.send({ jsonrpc: '2.0', id: 7, method: 'initialize', params })
    expect(await endOf(server)).toEqual(refused(65, 'handshake_skipped', /ai-host-cli run --/))
    expect(await server.line(1)).toMatchObject({
      id: 7,
      error: { message: expect.stringContaining('ai-host-cli run --') as string },
    })
  })
})

const otherKey = await createDpopKey()
const stranger = await createTestIssuer()
const wrong: [what: string, reason: string, says: RegExp, options: () => Promise<FrameOptions>][] = [
  [
    'another audience',
    'audience_mismatch',
    /another application/,
    async () => ({ token: await token({ audience: 'a1b00000-0000-4000-8000-000000004401' }) }),
  ],
  [
    'yesterday',
    'token_expired',
    /expired.*ai-host-cli login/,
    async () => ({ token: await token({ expiresIn: -3600 }) }),
  ],
  [
    'no person',
    'app_only_token',
    /people only/,
    async () => ({
      token: await issuer.token({
        audience: 'a1b00000-0000-4000-8000-000000004414',
        azp: 'a1b00000-0000-4000-8000-000000004402',
        jkt: key.jkt,
        claims: { roles: ['Workspace.Read'] },
      }),
    }),
  ],
  [
    'another issuer with our name',
    'signature_invalid',
    /altered|somebody else/,
    async () => ({
      token: await stranger.token({
        audience: 'a1b00000-0000-4000-8000-000000004414',
        scp: 'Workspace.Read',
        jkt: key.jkt,
      }),
    }),
  ],
  [
    'another tenant',
    'tenant_mismatch',
    /tenant/,
    async () => ({ token: await token({ claims: { tid: '99999999-0000-4000-8000-000000000000' } }) }),
  ],
  [
    'an application that may not',
    'client_not_allowed',
    /application/,
    async () => ({ token: await token({ azp: 'a1b00000-0000-4000-8000-000000004400' }) }),
  ],
  [
    'nobody in particular (unbound)',
    'binding_missing',
    /bound/,
    async () => ({
      token: await issuer.token({
        audience: 'a1b00000-0000-4000-8000-000000004414',
        azp: 'a1b00000-0000-4000-8000-000000004402',
        scp: 'Workspace.Read',
      }),
    }),
  ],
  [
    'no scope of ours',
    'scope_insufficient',
    /does not carry/,
    async () => ({ token: await token({ scp: 'Documents.Read' }) }),
  ],
]

describe('a credential that is not for this server, this process and this key ends it', () => {
  test.each(wrong)('a token of %s', { tags: ['STD-3'] }, async (_what, reason, says, options) => {
    const server = start()
    const { nonce } = await server.line(0)
    server.send(await credentialFrame(nonce as string, await options()))
    expect(await endOf(server)).toEqual(refused(77, reason, says))
  })

  test.each<[string, string, FrameOptions]>([
    ['another key', 'binding_mismatch', { key: otherKey }],
    ['the nonce of another process', 'dpop_nonce_required', { nonce: 'A'.repeat(43) }],
    ['another resource', 'dpop_proof_invalid', { url: 'api://a1b00000-0000-4000-8000-000000004401' }],
    ['a request over HTTP', 'dpop_proof_invalid', { method: 'POST' }],
  ])('a proof for %s', async (_what, reason, options) => {
    const server = start()
    const { nonce } = await server.line(0)
    server.send(await credentialFrame(nonce as string, options))
    expect(await endOf(server)).toEqual(refused(77, reason, /./))
  })

  test('SENDER_CONSTRAINT=none takes an unbound token, with a proof all the same', async () => {
    const unbound = await token({ claims: { cnf: undefined } })
    const server = start({ environment: { SENDER_CONSTRAINT: 'none' } })
    const { call } = await connect(
      await server.greet({ credential: () => Promise.resolve({ token: new Secret(unbound) }) }),
    )
    expect((await call('list_files')).isError).toBeFalsy()

    const other = start({ environment: { SENDER_CONSTRAINT: 'none' } })
    const { nonce } = await other.line(0)
    other.send({ ...(await credentialFrame(nonce as string, { token: unbound })), proof: 'none' })
    expect(await endOf(other)).toEqual(refused(77, 'dpop_proof_invalid', /./))
  })
})

test('keys that cannot be had are an outage, not a bad token', async () => {
  const server = startsWith('http://127.0.0.1:1/keys')()
  const { nonce } = await server.line(0)
  server.send(await credentialFrame(nonce as string))
  expect(await endOf(server)).toEqual(refused(69, 'keys_unavailable', /temporarily unavailable/))
})
