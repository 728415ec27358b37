import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HandshakeError } from '../handshake-error.ts'
import { byHand, hostOptions, issuer, line, pipes, RESOURCE, serverOptions } from '../pipe.fixture.ts'
import { acceptHandshake } from '../server/accept-handshake.ts'
import { greet } from './greet.ts'

const HELLO = {
  stdio_handshake: 1,
  type: 'hello',
  versions: [1],
  resource: RESOURCE,
  issuer: issuer.issuer,
  scopes_supported: [],
  nonce: 'n'.repeat(43),
  timeout: 10,
}
const now = Math.floor(Date.now() / 1000)
const ACCEPTED = {
  stdio_handshake: 1,
  type: 'accepted',
  issued_at: now,
  expires_at: now + 3600,
  renew_before: now + 600,
  scopes: ['Workspace.Read'],
  nonce: 'm'.repeat(43),
}

/** What a launcher makes of a server that says this, and what the server got of it. */
async function launch(
  said: readonly (string | Buffer)[],
  overlay: Parameters<typeof hostOptions>[2] = {},
  end = true,
) {
  const { down, up } = pipes()
  let asked = 0
  const options = hostOptions(up, down, overlay)
  const outcome = greet({
    ...options,
    credential: (need) => {
      asked += 1
      return options.credential(need)
    },
  }).catch((error: unknown) => error as HandshakeError)
  for (const text of said) up.write(text)
  if (end) up.end()
  const settled = await outcome
  down.end()
  return { outcome: settled, asked, got: Buffer.concat(await down.toArray()).toString() }
}

test.each<[title: string, said: string, reason: string, exitCode: number]>([
  [
    'a resource of somebody else',
    line({ ...HELLO, resource: 'https://graph.microsoft.com' }),
    'resource_mismatch',
    76,
  ],
  [
    'a resource that only looks the same',
    line({ ...HELLO, resource: `${RESOURCE}/` }),
    'resource_mismatch',
    76,
  ],
  ['another issuer', line({ ...HELLO, issuer: 'https://login.example/v2.0' }), 'resource_mismatch', 76],
  [
    'a version of tomorrow',
    line({ ...HELLO, stdio_handshake: 2, versions: [2, 3] }),
    'version_unsupported',
    76,
  ],
  ['an answer before the question', line(ACCEPTED), 'frame_malformed', 76],
  ['garbage', 'Server listening on stdio\n', 'frame_malformed', 76],
  ['MCP', line({ jsonrpc: '2.0', method: 'notifications/message' }), 'frame_malformed', 76],
  ['half a hello', '{"stdio_handshake":1,', 'server_ended', 76],
  ['no nonce', line({ ...HELLO, nonce: '' }), 'frame_malformed', 76],
  ['a hello that never ends', `{"stdio_handshake":${'1'.repeat(70_000)}`, 'frame_malformed', 76],
  ['nothing', '', 'server_ended', 76],
])(
  'a server that says %s gets nothing, and no token is asked for',
  { tags: ['RES-1', 'RES-2'] },
  async (_title, said, reason, exitCode) => {
    const { outcome, got, asked } = await launch([said])
    expect(outcome).toMatchObject({ reason, exitCode })
    expect(got).toBe('')
    expect(asked).toBe(0)
  },
)

test('a server that is silent gets nothing either, and the wait ends', async () => {
  const { outcome, got } = await launch([], { timeout: 0.02 }, false)
  expect(outcome).toMatchObject({ reason: 'frame_missing', exitCode: 124 })
  expect(got).toBe('')
})

test('two hellos are one too many', async () => {
  const { outcome, got } = await launch([line(HELLO) + line({ ...HELLO, nonce: 'o'.repeat(43) })])
  expect(outcome).toMatchObject({ reason: 'frame_malformed', exitCode: 76 })
  expect(got).toBe('')
})

test('a hello of tomorrow that still speaks our version is a hello', async () => {
  const { down, up } = pipes()
  const greeted = greet(hostOptions(up, down))
  const next = byHand(down)
  up.write(line({ ...HELLO, stdio_handshake: 2, versions: [1, 2], something: 'new' }))
  expect(await next()).toMatchObject({ stdio_handshake: 1, type: 'credential' })
  up.write(line(ACCEPTED))
  expect((await greeted).scopes).toEqual(['Workspace.Read'])
})

test('text of the server reaches the terminal without what would move its cursor', async () => {
  const { outcome } = await launch([line({ ...HELLO, resource: 'evil\u001b[2J\u202etxt' })])
  expect((outcome as Error).message).toContain('evil [2J txt')
})

test.each<[word: string, exitCode: number]>([
  ['invalid_token', 77],
  ['invalid_dpop_proof', 77],
  ['use_dpop_nonce', 77],
  ['insufficient_scope', 77],
  ['temporarily_unavailable', 69],
  ['invalid_request', 76],
])('a refusal with %s ends the launcher with %i, and says what the server said', async (word, exitCode) => {
  const { down, up } = pipes()
  const outcome = greet(hostOptions(up, down)).catch((caught: unknown) => caught)
  const next = byHand(down)
  up.write(line(HELLO))
  await next()
  up.write(
    line({
      stdio_handshake: 1,
      type: 'refused',
      error: word,
      reason: 'some_reason',
      message: 'Do\u0007 this.',
    }),
  )
  expect(await outcome).toMatchObject({
    error: word,
    exitCode,
    reason: 'some_reason',
    message: 'The server refused the credential: Do  this.',
  })
})

test('what the token source throws, the launcher hears; the server hears nothing', async () => {
  const failure = new Error('sign in first')
  const { outcome, got } = await launch([line(HELLO)], { credential: () => Promise.reject(failure) }, false)
  expect(outcome).toBe(failure)
  expect(got).toBe('')
})

test('messages that come right behind the acceptance are not lost', async () => {
  const { down, up } = pipes()
  const greeted = greet(hostOptions(up, down))
  const next = byHand(down)
  up.write(line(HELLO))
  await next()
  up.end(`${line(ACCEPTED)}{"jsonrpc":"2.0"}\n{"par`)
  const session = await greeted
  expect(Buffer.concat(await session.fromServer.toArray()).toString()).toBe('{"jsonrpc":"2.0"}\n{"par')
  await session.ended
})

test('whatever a server says, the launcher refuses and does not fall, and gives nothing away', async () => {
  const prefixed = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => Buffer.concat([Buffer.from('{"stdio_handshake":'), bytes]))
  const almost = fc
    .json()
    .map((json) => Buffer.from(`{"stdio_handshake":1,"type":"hello","nonce":${json}}\n`))
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    prefixed,
    almost,
  )
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      const { outcome, got } = await launch([bytes])
      expect(outcome).toBeInstanceOf(HandshakeError)
      expect(got).toBe('')
    }),
    { numRuns: 200 },
  )
})

test('the two halves understand each other', async () => {
  const { down, up } = pipes()
  const { options } = serverOptions(down, up)
  const [server, host] = await Promise.all([acceptHandshake(options), greet(hostOptions(up, down))])
  expect(server.credential().scopes).toEqual(host.scopes)
  expect(host.expiresAt).toBe(server.credential().expiresAt)
  expect(host.renewBefore).toBe(server.credential().issuedAt + 600)
})
