import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { HandshakeError } from '../handshake-error.ts'
import {
  AUDIENCE,
  byHand,
  credential,
  issuer,
  line,
  outage,
  pipes,
  RESOURCE,
  serverOptions,
  token,
} from '../pipe.fixture.ts'
import { acceptHandshake } from './accept-handshake.ts'

const thief = await createDpopKey()
const stranger = await createTestIssuer()

type Overlay = Parameters<typeof serverOptions>[2]
type Send = string | Buffer | ((nonce: string) => Promise<string>)

/** Plays the host once, and tells how the server took it. */
async function handshake(send: Send, overlay: Overlay = {}, end = true) {
  const { down, up } = pipes()
  const { options, audit } = serverOptions(down, up, overlay)
  const next = byHand(up)
  const outcome = acceptHandshake(options).catch((error: unknown) => error as HandshakeError)
  const hello = await next()
  down.write(typeof send === 'function' ? await send(String(hello['nonce'])) : send)
  if (end) down.end()
  const settled = await outcome
  return { outcome: settled, hello, answer: await next(), next, records: audit.records, down }
}

test('the hello says for what a token is wanted, with a nonce of this process', async () => {
  const { hello } = await handshake((nonce) => credential({ nonce }))
  const { hello: other } = await handshake((nonce) => credential({ nonce }))
  expect(hello).toEqual({
    stdio_handshake: 1,
    type: 'hello',
    versions: [1],
    resource: RESOURCE,
    issuer: issuer.issuer,
    scopes_supported: ['Workspace.Read', 'Workspace.Write'],
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    timeout: 30,
  })
  expect(other['nonce']).not.toBe(hello['nonce'])
})

test('a good credential is accepted, recorded, and answered with its lease and the next nonce', async () => {
  const { outcome, answer, hello, records } = await handshake((nonce) => credential({ nonce }))
  expect(outcome).not.toBeInstanceOf(Error)
  expect(answer).toMatchObject({ stdio_handshake: 1, type: 'accepted', scopes: ['Workspace.Read'] })
  expect(answer['renew_before']).toBe(Number(answer['issued_at']) + 600)
  expect(answer['expires_at']).toBe(Number(answer['issued_at']) + 3600)
  expect(answer['nonce']).not.toBe(hello['nonce'])
  expect(records).toMatchObject([
    {
      event: 'token_accepted',
      outcome: 'success',
      diagnostics: { step: 'handshake' },
      binding: { method: 'dpop' },
    },
  ])
})

const GARBAGE = Buffer.alloc(10_000_000, 'x')

test.each<[title: string, send: Send, reason: string, exitCode: number, error: string, overlay?: Overlay]>([
  ['nothing, and the pipe closed', '', 'frame_missing', 65, 'invalid_request'],
  ['garbage', 'garbage\n', 'frame_malformed', 65, 'invalid_request'],
  ['garbage without an end', 'garbage', 'frame_missing', 65, 'invalid_request'],
  ['10 MB in one line', GARBAGE, 'frame_too_long', 65, 'invalid_request'],
  [
    '10 MB in one frame',
    Buffer.concat([Buffer.from('{"stdio_handshake":1,"type":"'), GARBAGE]),
    'frame_too_long',
    65,
    'invalid_request',
  ],
  ['half a frame', '{"stdio_handshake":1,"type":"cre', 'frame_malformed', 65, 'invalid_request'],
  ['a frame that is no JSON', '{"stdio_handshake":1,\n', 'frame_malformed', 65, 'invalid_request'],
  ['another frame', line({ stdio_handshake: 1, type: 'hello' }), 'frame_malformed', 65, 'invalid_request'],
  [
    'no UTF-8',
    Buffer.from('{"stdio_handshake":1,"type":"\xff"}\n', 'latin1'),
    'frame_malformed',
    65,
    'invalid_request',
  ],
  [
    'another version',
    line({ stdio_handshake: 2, type: 'credential' }),
    'version_unsupported',
    65,
    'unsupported_version',
  ],
  [
    'a notice before there is anything to revoke',
    line({ stdio_handshake: 1, type: 'revoked', at: 1, event: 'x', proof: 'x' }),
    'frame_unexpected',
    65,
    'invalid_request',
  ],
  [
    'a token for another audience',
    async (nonce) => credential({ nonce, accessToken: await token({ audience: RESOURCE }) }),
    'audience_mismatch',
    77,
    'invalid_token',
  ],
  [
    'an expired token',
    async (nonce) => credential({ nonce, accessToken: await token({ expiresIn: -60 }) }),
    'token_expired',
    77,
    'invalid_token',
  ],
  [
    'an app-only token',
    async (nonce) =>
      credential({ nonce, accessToken: await token({ claims: { scp: undefined, idtyp: 'app' } }) }),
    'app_only_token',
    77,
    'invalid_token',
  ],
  [
    'a token of somebody else’s making',
    async (nonce) =>
      credential({ nonce, accessToken: await stranger.token({ audience: AUDIENCE, scp: 'Workspace.Read' }) }),
    'signature_invalid',
    77,
    'invalid_token',
  ],
  [
    'a token of another client',
    async (nonce) => credential({ nonce, accessToken: await token({ azp: 'someone-else' }) }),
    'client_not_allowed',
    77,
    'invalid_token',
  ],
  [
    'no token at all',
    (nonce) => credential({ nonce, accessToken: 'garbage' }),
    'token_malformed',
    77,
    'invalid_token',
  ],
  [
    'an unbound token (Bearer)',
    async (nonce) => credential({ nonce, accessToken: await token({ claims: { cnf: undefined } }) }),
    'binding_missing',
    77,
    'invalid_token',
  ],
  [
    'a stolen token, proved with the key of the thief',
    (nonce) => credential({ nonce, signer: thief }),
    'binding_mismatch',
    77,
    'invalid_token',
  ],
  ['a wrong nonce', () => credential({ nonce: 'x'.repeat(43) }), 'dpop_nonce_required', 77, 'use_dpop_nonce'],
  ['no nonce', () => credential({}), 'dpop_nonce_required', 77, 'use_dpop_nonce'],
  [
    'a proof for another server',
    (nonce) => credential({ nonce, resource: 'api://a1b00000-0000-4000-8000-000000009999' }),
    'dpop_proof_invalid',
    77,
    'invalid_dpop_proof',
  ],
  [
    'a proof for HTTP',
    (nonce) => credential({ nonce, method: 'POST' }),
    'dpop_proof_invalid',
    77,
    'invalid_dpop_proof',
  ],
  [
    'a proof for another token',
    async (nonce) => {
      const good = JSON.parse(await credential({ nonce })) as object
      return line({ ...good, access_token: await token() })
    },
    'dpop_proof_invalid',
    77,
    'invalid_dpop_proof',
  ],
  [
    'a token without any of our scopes',
    async (nonce) => credential({ nonce, accessToken: await token({ scp: 'Mail.Read' }) }),
    'scope_insufficient',
    77,
    'insufficient_scope',
  ],
  [
    'an outage of the issuer',
    (nonce) => credential({ nonce }),
    'keys_unavailable',
    69,
    'temporarily_unavailable',
    { keys: outage },
  ],
  [
    'a fault of ours',
    (nonce) => credential({ nonce }),
    'internal_error',
    70,
    'temporarily_unavailable',
    { verify: () => Promise.reject(new TypeError('secret of ours')) },
  ],
])(
  '%s: refused, with the reason in the log',
  { tags: ['STD-3', 'LOG-1'] },
  async (_title, send, reason, exitCode, error, overlay) => {
    const { outcome, answer, records } = await handshake(send, overlay)
    expect(outcome).toMatchObject({ reason, exitCode, error })
    expect(answer).toEqual({
      stdio_handshake: 1,
      type: 'refused',
      error,
      reason,
      message: (outcome as HandshakeError).message,
    })
    expect(records).toMatchObject([
      { event: 'token_accepted', outcome: 'failure', reason, diagnostics: { step: 'handshake' } },
    ])
    expect(records).toHaveLength(1)
    expect(JSON.stringify([answer, records])).not.toMatch(/eyJ|secret of ours/)
  },
)

test('a refused credential of a verified token is recorded with its subject', async () => {
  const { records } = await handshake(async (nonce) =>
    credential({ nonce, accessToken: await token({ scp: 'Mail.Read' }) }),
  )
  expect(records).toMatchObject([{ subject: { tid: issuer.tenant }, scopes: { granted: ['Mail.Read'] } }])
})

test('a frame of another process is worth nothing here', { tags: ['STD-3'] }, async () => {
  let recorded = ''
  await handshake(async (nonce) => (recorded = await credential({ nonce })))
  const { outcome } = await handshake(recorded)
  expect(outcome).toMatchObject({ reason: 'dpop_nonce_required', exitCode: 77 })
})

test('nothing in time: 124', { tags: ['STD-3'] }, async () => {
  const { outcome, answer } = await handshake('', { timeout: 0.02 }, false)
  expect(outcome).toMatchObject({ reason: 'frame_missing', exitCode: 124 })
  expect(answer).toMatchObject({ type: 'refused', reason: 'frame_missing' })
})

test('a frame that does not end in time is none', async () => {
  const { outcome, down } = await handshake('{"stdio_handshake":1,', { timeout: 0.02 }, false)
  expect(outcome).toMatchObject({ reason: 'frame_missing', exitCode: 124 })
  expect(down.destroyed).toBe(true)
})

test('an MCP client without a launcher hears in its own language what to do', async () => {
  const { outcome, answer, next } = await handshake(line({ jsonrpc: '2.0', id: 7, method: 'initialize' }))
  expect(outcome).toMatchObject({ reason: 'handshake_skipped', exitCode: 65 })
  expect(answer).toEqual({
    jsonrpc: '2.0',
    id: 7,
    error: { code: -32_000, message: expect.stringContaining('ai-host-cli run --') },
  })
  expect(await next()).toMatchObject({ type: 'refused', reason: 'handshake_skipped' })
})

test('without a sender constraint an unbound token passes, but not without a proof, nor a bound one with another key', async () => {
  const overlay = { senderConstraint: 'none' } as const
  const unbound = await token({ claims: { cnf: undefined } })
  const accepted = await handshake((nonce) => credential({ nonce, accessToken: unbound }), overlay)
  expect(accepted.answer).toMatchObject({ type: 'accepted' })
  const unproved = await handshake(
    async (nonce) => line({ ...JSON.parse(await credential({ nonce })), proof: 'x' }),
    overlay,
  )
  expect(unproved.outcome).toMatchObject({ reason: 'dpop_proof_invalid' })
  const stolen = await handshake((nonce) => credential({ nonce, signer: thief }), overlay)
  expect(stolen.outcome).toMatchObject({ reason: 'binding_mismatch' })
})

test('what cannot be recorded does not happen', async () => {
  const onEvent = () => {
    throw new Error('the disk is full')
  }
  const { outcome, answer } = await handshake((nonce) => credential({ nonce }), { onEvent })
  expect(outcome).toMatchObject({ reason: 'internal_error', exitCode: 70 })
  expect(answer).toMatchObject({ type: 'refused', error: 'temporarily_unavailable' })
})

test('messages that come with the frame are read after it, under its credential', async () => {
  const { down, up } = pipes()
  const { options } = serverOptions(down, up)
  const next = byHand(up)
  const accepted = acceptHandshake(options)
  const { nonce } = await next()
  down.end(`${await credential({ nonce })}{"jsonrpc":"2.0"}\n{"partial`)
  const session = await accepted
  expect(Buffer.concat(await session.messages.toArray()).toString()).toBe('{"jsonrpc":"2.0"}\n{"partial')
  await session.ended
})

test('whatever comes instead of a frame, the server refuses and does not fall', async () => {
  const prefixed = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => Buffer.concat([Buffer.from('{"stdio_handshake":'), bytes]))
  const almost = fc
    .json()
    .map((json) => Buffer.from(`{"stdio_handshake":1,"type":"credential","access_token":${json}}\n`))
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    prefixed,
    almost,
  )
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      const { outcome } = await handshake(bytes)
      expect(outcome).toBeInstanceOf(HandshakeError)
      expect((outcome as HandshakeError).exitCode).toBe(65)
    }),
    { numRuns: 200 },
  )
})
