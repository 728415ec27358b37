import { readFileSync } from 'node:fs'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { Secret } from '@chain-of-trust/auth-core'
import { BOB, createTestIssuer } from '@chain-of-trust/testkit'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import {
  connect,
  credentialFrame,
  issuer,
  key,
  RESOURCE,
  serveKeys,
  start as startProcess,
  token,
  type FrameOptions,
  type Server,
  type StartOptions,
} from './server-process.fixture.ts'

// Each test starts a process or two.
vi.setConfig({ testTimeout: 60_000 })

const keys = await serveKeys()
afterAll(() => keys.close())
const started: Server[] = []
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
})
function start(options?: StartOptions, jwksUri = keys.url): Server {
  const server = startProcess(jwksUri, options)
  started.push(server)
  return server
}

const TOKEN = /eyJ[\w-]{8,}/

/** How the server ended: told over the pipe and on stderr, in plain words, with this code, and in the audit log. */
async function expectEnd(
  server: Server,
  { code, reason, says }: { code: number; reason: string; says: RegExp },
) {
  expect(await server.exit).toEqual({ code, signal: null })
  expect(JSON.parse(server.lines.at(-1) ?? '')).toMatchObject({ stdio_handshake: 1, type: 'refused', reason })
  expect(server.stderr()).toMatch(says)
  expect(server.stderr()).toMatch(/^mcp-workspace: [^\n]+\n$/)
  const { records, whole, text } = server.audit()
  expect(records.at(-1)).toBe(`token_accepted failure ${reason}`)
  expect(whole).toBe(true)
  for (const seen of [server.stderr(), server.lines.join('\n'), text]) expect(seen).not.toMatch(TOKEN)
}

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

describe('what comes instead of a handshake ends the server', () => {
  test('nothing: the pipe is closed', async () => {
    const server = start()
    server.child.stdin.end()
    await expectEnd(server, { code: 65, reason: 'frame_missing', says: /ai-host-cli run/ })
  })

  test('a frame that does not come in time', async () => {
    const server = start({ environment: { HANDSHAKE_TIMEOUT: '0.2' } })
    await server.line(0)
    await expectEnd(server, { code: 124, reason: 'frame_missing', says: /ai-host-cli run/ })
    // It comes now, and nobody is there.
    server.send(await credentialFrame('x'))
  })

  test.each(['garbage', '{"stdio_handshake":1,', '{"stdio_handshake":1,"type":"credential"}', '\0\xff\xfe'])(
    'garbage: %j',
    async (line) => {
      const server = start()
      server.send(line)
      await expectEnd(server, { code: 65, reason: 'frame_malformed', says: /no frame/ })
    },
  )

  test('another version of the handshake', async () => {
    const server = start()
    server.send('{"stdio_handshake":2,"type":"credential"}')
    await expectEnd(server, { code: 65, reason: 'version_unsupported', says: /version/ })
  })

  test('a line of 10 MB', async () => {
    const server = start()
    server.child.stdin.write(`{"stdio_handshake":1,${'x'.repeat(10_000_000)}\n`)
    await expectEnd(server, { code: 65, reason: 'frame_too_long', says: /too long/ })
  })

  test('MCP itself: the client is answered in its own language too', async () => {
    const server = start()
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    }
    server.send({ jsonrpc: '2.0', id: 7, method: 'initialize', params })
    await expectEnd(server, { code: 65, reason: 'handshake_skipped', says: /ai-host-cli run --/ })
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
  test.each(wrong)('a token of %s', async (_what, reason, says, options) => {
    const server = start()
    const { nonce } = await server.line(0)
    server.send(await credentialFrame(nonce as string, await options()))
    await expectEnd(server, { code: 77, reason, says })
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
    await expectEnd(server, { code: 77, reason, says: /./ })
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
    await expectEnd(other, { code: 77, reason: 'dpop_proof_invalid', says: /./ })
  })
})

test('keys that cannot be had are an outage, not a bad token', async () => {
  const server = start({}, 'http://127.0.0.1:1/keys')
  const { nonce } = await server.line(0)
  server.send(await credentialFrame(nonce as string))
  await expectEnd(server, { code: 69, reason: 'keys_unavailable', says: /temporarily unavailable/ })
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

describe('nothing around the process holds a token', () => {
  test('one in its environment is found, named and not repeated', async () => {
    const secret = await token()
    const server = start({ environment: { IDE_SETTINGS_TOKEN: secret } })
    expect((await server.exit).code).toBe(78)
    expect(server.stderr()).toContain('IDE_SETTINGS_TOKEN')
    expect(server.stderr()).not.toMatch(TOKEN)
    expect(server.lines).toEqual([])
    expect(server.audit().records).toEqual(['token_accepted failure credential_in_environment'])
  })

  test('one in its arguments is found, and not repeated', async () => {
    const server = start({ args: ['--root', '.', `--token=${await token()}`] })
    expect((await server.exit).code).toBe(78)
    expect(server.stderr()).toContain('Argument 3')
    expect(server.stderr()).not.toMatch(TOKEN)
    expect(server.audit().records).toEqual(['token_accepted failure credential_in_arguments'])
  })

  test('no core file, no inspector, no NODE_OPTIONS', async () => {
    const server = start({ environment: { NODE_OPTIONS: '--require=/nowhere.js' } })
    const { call } = await connect(await server.greet())
    await call('list_files')
    const { pid } = server.child
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/)
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--disable-sigusr1')
    for (const file of ['environ', 'cmdline'])
      expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toMatch(TOKEN)
    server.child.kill('SIGUSR1')
    expect((await call('list_files')).isError).toBeFalsy()
    expect(server.stderr()).not.toMatch(/Debugger/)
  })
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends it cleanly', async (signal) => {
  const server = start()
  const { call } = await connect(await server.greet())
  await call('list_files')
  server.child.kill(signal)
  expect(await server.exit).toEqual({ code: 0, signal: null })
  expect(server.audit().whole).toBe(true)
})

test('a signal before the handshake ends it too', async () => {
  const server = start()
  await server.line(0)
  server.child.kill('SIGTERM')
  expect((await server.exit).code).toBe(0)
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

test.each<[string, string[], number, RegExp]>([
  ['no folder', [], 64, /--root FOLDER/],
  ['a folder that is not there', ['--root', '/nowhere/at/all'], 78, /no such folder/],
  ['the whole disk', ['--root', '/'], 78, /project folder/],
  ['help', ['--help'], 0, /^$/],
])('started with %s, it says so', async (_what, args, code, says) => {
  const server = start({ args })
  expect((await server.exit).code).toBe(code)
  expect(server.stderr()).toMatch(says)
  expect(server.stderr()).not.toMatch(/\n\s+at /)
})

test('two servers at once each have their log', async () => {
  const first = start()
  await first.line(0)
  const second = start({ environment: { STATE_DIR: first.workspace.stateDir } })
  const hello = await second.line(0)
  expect(hello['resource']).toBe(RESOURCE)
  for (const { child } of [first, second]) child.stdin.end()
  await Promise.all([first.exit, second.exit])
  expect(first.audit()).toMatchObject({ whole: true, records: ['token_accepted failure frame_missing'] })
  expect(readFileSync(`${first.stateOf('audit')}/mcp-workspace-2.jsonl`, 'utf8')).toContain('frame_missing')
})
