import { once } from 'node:events'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '@chain-of-trust/auth-core'
import { hostOptions, line, outage, pipes, serverOptions, token } from '../pipe.fixture.ts'
import { acceptHandshake } from '../server/accept-handshake.ts'
import { greet, type CredentialNeed, type GreetOptions } from './greet.ts'

const began = Math.floor(Date.now() / 1000)
const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Both halves, on clocks that the test moves; tokens are issued at `clock.issue`. */
async function connected(
  overlay: Partial<GreetOptions> = {},
  ofServer: Parameters<typeof serverOptions>[2] = {},
) {
  const { down, up } = pipes()
  const clock = { host: began, issue: began }
  const needs: CredentialNeed[] = []
  const failures: unknown[] = []
  const { options, audit } = serverOptions(down, up, ofServer)
  const accepted = acceptHandshake(options)
  const host = await greet(
    hostOptions(up, down, {
      now: () => clock.host,
      onRenewalFailed: (error) => failures.push(error),
      ...overlay,
      credential: async (need) => {
        needs.push(need)
        return (
          overlay.credential?.(need) ?? {
            token: new Secret(await token({ claims: { iat: clock.issue, exp: clock.issue + 3600 } })),
          }
        )
      },
    }),
  )
  const server = await accepted
  const ended = host.ended.then(
    () => 'ended',
    (error: unknown) => error,
  )
  return { host, server, clock, needs, failures, audit, down, up, ended, options }
}

const message = (id: number) => line({ jsonrpc: '2.0', id })

test('a message that comes when the lease is nearly over is held until the credential is new', async () => {
  const { host, server, clock, needs } = await connected()
  const order: string[] = []
  server.messages.on('data', () => order.push(`message under ${server.credential().issuedAt - began}`))
  host.toServer.write(message(1))
  await settle()
  clock.host = began + 545
  clock.issue = began + 3
  host.toServer.write(message(2))
  host.toServer.write(message(3))
  host.toServer.end()
  await once(server.messages, 'end')
  expect(order.join()).toMatch(/^message under 0(,message under 3){1,2}$/)
  expect(needs).toEqual([{}, { newerThan: began + 1 }])
})

test('a renewal waits for the end of the line that is under way', async () => {
  const before: number[] = []
  let delivered = () => 0
  const { options } = serverOptions(pipes().down, pipes().up)
  const { host, server } = await connected(
    {},
    {
      verify: (secret) => {
        before.push(delivered())
        return options.verify(secret)
      },
    },
  )
  delivered = () => server.messages.readableLength
  host.toServer.write('{"jsonrpc":')
  await settle()
  const renewed = host.renew()
  host.toServer.write('"2.0"}\n{"jsonrpc":"2.0"}\n')
  await renewed
  host.toServer.end()
  expect(before).toEqual([0, '{"jsonrpc":"2.0"}\n'.length])
  expect(Buffer.concat(await server.messages.toArray()).toString()).toBe(
    '{"jsonrpc":"2.0"}\n{"jsonrpc":"2.0"}\n',
  )
})

test('when no new credential can be had, messages pass on, and the next one after a sign-in heals', async () => {
  let signedIn = true
  let iat = began
  const { host, server, clock, failures } = await connected({
    credential: async () => {
      if (!signedIn) throw new Error('sign in first')
      return { token: new Secret(await token({ claims: { iat, exp: iat + 3600 } })) }
    },
  })
  signedIn = false
  clock.host = began + 700
  host.toServer.write(message(1))
  await once(server.messages, 'data')
  expect(failures).toEqual([new Error('sign in first')])
  signedIn = true
  iat = began + 2
  host.toServer.write(message(2))
  host.toServer.end()
  await server.ended
  expect(server.credential().issuedAt).toBe(began + 2)
})

test('as long as the lease lasts, a failed renewal does not hold up each message', async () => {
  const attempts: CredentialNeed[] = []
  const { host, server, clock } = await connected({
    credential: async (need) => {
      attempts.push(need)
      if (attempts.length > 1) throw new Error('the network is down')
      return { token: new Secret(await token()) }
    },
  })
  server.messages.resume()
  clock.host = began + 545
  for (let id = 0; id < 5; id += 1) await new Promise((resolve) => host.toServer.write(message(id), resolve))
  expect(attempts).toHaveLength(2)
  clock.host = began + 551
  await new Promise((resolve) => host.toServer.write(message(6), resolve))
  expect(attempts).toHaveLength(3)
})

test('after a notice the server lets nothing run, and the next message brings a token from after it', async () => {
  const { host, server, clock, needs } = await connected()
  clock.issue = began + 2
  await host.revoked(began + 1.5, 'session-revoked')
  expect(() => server.credential()).toThrow('token_revoked')
  server.messages.resume()
  host.toServer.write(message(1))
  host.toServer.end()
  await server.ended
  expect(server.credential().issuedAt).toBe(began + 2)
  expect(needs.at(-1)).toEqual({ newerThan: began + 2 })
})

test('an outage at the server leaves the session; the renewal says so', async () => {
  const { options: down503 } = serverOptions(pipes().down, pipes().up, { keys: outage })
  const { options: healthy } = serverOptions(pipes().down, pipes().up)
  let broken = false
  const { host, server } = await connected(
    {},
    {
      verify: (secret) => (broken ? down503 : healthy).verify(secret),
    },
  )
  broken = true
  await expect(host.renew()).rejects.toMatchObject({ error: 'temporarily_unavailable', exitCode: 69 })
  expect(server.credential().scopes).toEqual(['Workspace.Read'])
  broken = false
  await host.renew()
})

test('a renewal that the server refuses ends the session', async () => {
  let oid: string | undefined
  const { host, ended } = await connected({
    credential: async () => ({ token: new Secret(await token(oid === undefined ? {} : { oid })) }),
  })
  oid = 'bbbbbbbb-0000-4000-8000-000000000002'
  await expect(host.renew()).rejects.toMatchObject({ reason: 'session_changed', exitCode: 77 })
  expect(await ended).toMatchObject({ reason: 'session_changed' })
})

test('a client that sends a frame ends the session, and the frame does not reach the server', async () => {
  const { host, server, ended } = await connected()
  host.toServer.write(`${message(1)}{"stdio_handshake":1,"type":"credential"}\n${message(2)}`)
  host.toServer.write(message(3))
  expect(await ended).toMatchObject({ reason: 'frame_unexpected', exitCode: 65 })
  expect(Buffer.concat(await server.messages.toArray()).toString()).toBe(message(1))
  await server.ended
})

test('a server that sends a frame unasked ends the session', async () => {
  const { up, ended } = await connected()
  up.write(line({ stdio_handshake: 1, type: 'noted', nonce: 'n'.repeat(43) }))
  expect(await ended).toMatchObject({ reason: 'frame_malformed', exitCode: 76 })
})

test('a slow server slows the client down', async () => {
  const { host, server } = await connected({}, { longestMessage: Infinity })
  const big = Buffer.alloc(1_000_000, 'x')
  expect(host.toServer.write(big)).toBe(false)
  host.toServer.write(big)
  await settle()
  expect(host.toServer.writableLength).toBeGreaterThan(0)
  server.messages.resume()
  await once(host.toServer, 'drain')
})

test('a server that is gone ends the session, and writing to it harms nobody', async () => {
  const { host, down, up, ended } = await connected()
  up.end()
  down.destroy()
  expect(await ended).toBe('ended')
  await new Promise((resolve) => host.toServer.write(message(1), resolve))
  await expect(host.renew()).rejects.toMatchObject({ reason: 'server_ended' })
})

test('who waits for a renewal when the client leaves in the middle of a line hears of it', async () => {
  const { host, server, up } = await connected()
  host.toServer.write('{"jsonrpc":')
  await settle()
  const renewed = host.renew()
  host.toServer.end()
  await server.messages.resume().toArray()
  up.end()
  await expect(renewed).rejects.toMatchObject({ reason: 'server_ended' })
})

test(
  'no message is lost or reordered, however they are cut and whenever a credential is renewed',
  { timeout: 60_000 },
  async () => {
    const held = { token: new Secret(await token()) }
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    const steps = fc.array(fc.record({ bytes: text, endsLine: fc.boolean(), renew: fc.boolean() }), {
      maxLength: 15,
    })
    const lines = fc.array(text, { maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(steps, lines, async (toServer, toHost) => {
        const { host, server, up } = await connected({ credential: () => Promise.resolve(held) })
        const atServer = server.messages.toArray() as Promise<Buffer[]>
        const atHost = host.fromServer.toArray() as Promise<Buffer[]>
        const sent = toServer.map(({ bytes, endsLine }) => (endsLine ? `${bytes}\n` : bytes))
        const renewals = toServer.map(({ renew }, index) => {
          host.toServer.write(sent[index]!)
          return renew ? host.renew() : Promise.resolve()
        })
        const answered = toHost.map((bytes) => `${bytes.replaceAll('\n', '')}\n`)
        for (const line_ of answered) server.output.write(line_)
        host.toServer.write('\n')
        await Promise.all(renewals)
        host.toServer.end()
        await server.ended
        expect(Buffer.concat(await atServer).toString()).toBe(`${sent.join('')}\n`)
        server.output.end()
        up.end()
        expect(Buffer.concat(await atHost).toString()).toBe(answered.join(''))
      }),
      { numRuns: 40 },
    )
  },
)
