import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { BOB } from '@chain-of-trust/testkit'
import { issuer, byHand, credential, notice, outage, pipes, serverOptions, token } from '../pipe.fixture.ts'
import { acceptHandshake } from './accept-handshake.ts'

const thief = await createDpopKey()
const began = Math.floor(Date.now() / 1000)

type Overlay = Parameters<typeof serverOptions>[2]

/** A session with its host played by hand, on a clock that the test moves. */
async function accepted(overlay: Overlay = {}, first?: string) {
  const { down, up } = pipes()
  const clock = { now: began }
  const { options, audit } = serverOptions(down, up, { now: () => clock.now, ...overlay })
  const next = byHand(up)
  const outcome = acceptHandshake(options)
  const hello = await next()
  down.write(
    await credential({ nonce: hello['nonce'], ...(first === undefined ? {} : { accessToken: first }) }),
  )
  const session = await outcome
  const { nonce } = await next()
  const ended = session.ended.then(
    () => 'ended',
    (error: unknown) => error,
  )
  return { session, down, up, next, nonce, clock, audit, ended, options }
}

/** A token issued that many seconds after the test began. */
const later = (seconds: number, overlay: Parameters<typeof token>[0] = {}) =>
  token({ ...overlay, claims: { iat: began + seconds, exp: began + seconds + 3600, ...overlay.claims } })
const reasonOf = (call: () => unknown): unknown => {
  try {
    call()
    return 'runs'
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

test('a call runs until the lease is over, and again after a renewal', { tags: ['STD-4'] }, async () => {
  const { session, down, next, nonce, clock } = await accepted({}, await later(0))
  clock.now = began + 599
  expect(reasonOf(() => session.credential())).toBe('runs')
  clock.now = began + 600
  expect(reasonOf(() => session.credential())).toBe('lease_over')
  // The proof is of the real clock, which the verifier must find near its own.
  clock.now = began
  down.write(await credential({ nonce, accessToken: await later(3) }))
  expect(await next()).toMatchObject({ type: 'accepted', issued_at: began + 3, renew_before: began + 603 })
  clock.now = began + 602
  expect(reasonOf(() => session.credential())).toBe('runs')
})

test('a call runs until the token has expired', async () => {
  const { session, clock } = await accepted({ maxAge: 7200 }, await later(0))
  clock.now = began + 3599
  expect(reasonOf(() => session.credential())).toBe('runs')
  clock.now = began + 3600
  expect(reasonOf(() => session.credential())).toBe('token_expired')
})

test('after a notice no call runs, until a token from after it is there', async () => {
  const { session, down, next, nonce, audit } = await accepted({}, await later(0))
  down.write(await notice({ at: began + 2, nonce }))
  const noted = await next()
  expect(noted).toEqual({ stdio_handshake: 1, type: 'noted', nonce: expect.stringMatching(/^[\w-]{43}$/) })
  expect(reasonOf(() => session.credential())).toBe('token_revoked')
  down.write(await credential({ nonce: noted['nonce'], accessToken: await later(2) }))
  expect(await next()).toMatchObject({ type: 'accepted' })
  expect(reasonOf(() => session.credential())).toBe('runs')
  expect(audit.records.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    'token_accepted success',
    'security_event success',
    'token_accepted success',
  ])
  expect(audit.records[1]).toMatchObject({
    subject: { tid: issuer.tenant },
    diagnostics: { event: 'session-revoked', before: began + 2 },
  })
})

test('who declared cp1 is told by a claims challenge how to come back', async () => {
  const { session, down, next, nonce } = await accepted({}, await later(0, { xms_cc: ['cp1'] }))
  down.write(await notice({ at: began + 2, nonce }))
  await next()
  expect(() => session.credential()).toThrow(
    expect.objectContaining({
      reason: 'claims_insufficient',
      params: expect.objectContaining({ claims: expect.stringContaining(String(began + 2)) }),
    }),
  )
})

test('an outage at a renewal leaves the session as it was, and the next one may heal it', async () => {
  const broken = { now: false }
  const { options } = serverOptions(pipes().down, pipes().up)
  const { options: down503 } = serverOptions(pipes().down, pipes().up, { keys: outage })
  const verify: Overlay = {
    verify: (secret) => (broken.now ? down503.verify(secret) : options.verify(secret)),
  }
  const { session, down, next, nonce, audit } = await accepted(verify)
  broken.now = true
  down.write(await credential({ nonce }))
  const refused = await next()
  expect(refused).toMatchObject({
    type: 'refused',
    error: 'temporarily_unavailable',
    reason: 'keys_unavailable',
  })
  expect(reasonOf(() => session.credential())).toBe('runs')
  broken.now = false
  down.write(await credential({ nonce: refused['nonce'] }))
  expect(await next()).toMatchObject({ type: 'accepted' })
  expect(audit.records.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
    'success',
    'keys_unavailable',
    'success',
  ])
})

test('an outage is no second try for somebody in between: the proof is asked first', async () => {
  const { options } = serverOptions(pipes().down, pipes().up)
  const { options: down503 } = serverOptions(pipes().down, pipes().up, { keys: outage })
  const calls: unknown[] = []
  const { down, ended } = await accepted({
    verify: (secret) => (calls.push(secret) === 1 ? options.verify(secret) : down503.verify(secret)),
  })
  down.write(await credential({ nonce: 'x'.repeat(43) }))
  expect(await ended).toMatchObject({ reason: 'dpop_nonce_required' })
  expect(calls).toHaveLength(1)
})

test.each<[title: string, frame: (nonce: unknown) => Promise<string>, reason: string, exitCode: number]>([
  ['with the nonce of the hello', () => credential({ nonce: 'x'.repeat(43) }), 'dpop_nonce_required', 77],
  ['with another key', (nonce) => credential({ nonce, signer: thief }), 'binding_mismatch', 77],
  [
    'of another person',
    async (nonce) => credential({ nonce, accessToken: await token({ oid: BOB }) }),
    'session_changed',
    77,
  ],
  [
    'of another person, with their own key',
    async (nonce) =>
      credential({ nonce, signer: thief, accessToken: await token({ oid: BOB, jkt: thief.jkt }) }),
    'binding_mismatch',
    77,
  ],
  [
    'from before the present one',
    async (nonce) => credential({ nonce, accessToken: await later(-100) }),
    'token_older',
    77,
  ],
  [
    'that is garbage',
    () => Promise.resolve('{"stdio_handshake":1,"type":"credential"}\n'),
    'frame_malformed',
    65,
  ],
  [
    'that never ends',
    () => Promise.resolve(`{"stdio_handshake":${'1'.repeat(70_000)}`),
    'frame_too_long',
    65,
  ],
  [
    'by a notice of somebody else',
    (nonce) => notice({ at: began, nonce, signer: thief }),
    'binding_mismatch',
    77,
  ],
  ['by a notice from the future', (nonce) => notice({ at: began * 1000, nonce }), 'frame_unexpected', 65],
])(
  'a frame between the messages %s ends the session',
  { tags: ['STD-4'] },
  async (_title, frame, reason, exitCode) => {
    const { session, down, next, nonce, ended, audit } = await accepted({}, await later(0))
    down.write(`{"jsonrpc":"2.0","id":1}\n${await frame(nonce)}{"jsonrpc":"2.0","id":2}\n`)
    expect(await ended).toMatchObject({ reason, exitCode })
    expect(await next()).toMatchObject({ type: 'refused', reason })
    expect(audit.records.at(-1)).toMatchObject({
      outcome: 'failure',
      reason,
      subject: { tid: issuer.tenant },
      diagnostics: { step: 'renewal' },
    })
    // What came before it counts, what came after it was never read.
    expect(Buffer.concat(await session.messages.toArray()).toString()).toBe('{"jsonrpc":"2.0","id":1}\n')
  },
)

test('a nonce is good for one frame', async () => {
  const { down, next, nonce, ended } = await accepted()
  const again = await credential({ nonce })
  down.write(again)
  expect(await next()).toMatchObject({ type: 'accepted' })
  down.write(again)
  expect(await ended).toMatchObject({ reason: 'dpop_nonce_required' })
})

test('while a renewal is decided, nothing behind it is read', async () => {
  const { options } = serverOptions(pipes().down, pipes().up)
  const gate = Promise.withResolvers<void>()
  let renewals = -1
  const { session, down, next, nonce } = await accepted({
    verify: async (secret) => {
      renewals += 1
      if (renewals > 0) await gate.promise
      return options.verify(secret)
    },
  })
  down.write(`${await credential({ nonce })}{"jsonrpc":"2.0"}\n`)
  await new Promise((resolve) => setImmediate(resolve))
  expect(session.messages.readableLength).toBe(0)
  gate.resolve()
  const [chunk] = (await once(session.messages, 'data')) as [Buffer]
  expect(String(chunk)).toBe('{"jsonrpc":"2.0"}\n')
  expect(await next()).toMatchObject({ type: 'accepted' })
})

test('a message that never ends ends the session', async () => {
  const { down, ended } = await accepted({ longestMessage: 1000 })
  down.write('x'.repeat(1001))
  expect(await ended).toMatchObject({ reason: 'message_too_long', exitCode: 65 })
})

test('a host that is gone is the end, and no fault', async () => {
  const { session, down, up, ended } = await accepted()
  up.destroy()
  session.output.write('{"jsonrpc":"2.0"}\n')
  down.end()
  expect(await ended).toBe('ended')
})
