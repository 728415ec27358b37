import type { Readable, Writable } from 'node:stream'
import type { Secret } from '@chain-of-trust/auth-core'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { Hello, VERSION } from '../frames.ts'
import { FromServer } from './from-server.ts'
import { brokenBy, mismatch } from './host-failure.ts'
import { PipeSession } from './session.ts'

/** What the next credential must be like. */
export interface CredentialNeed {
  /** Epoch seconds: its `iat` must not be earlier. Given at each renewal, where the present token is not enough. */
  newerThan?: number
}

export interface GreetOptions {
  /** The server's stdout. */
  fromServer: Readable
  /** The server's stdin. */
  toServer: Writable
  /** From the person's command line, never from the server. A hello that names anything else gets nothing. */
  expects: { resource: string; issuer: string }
  /** Called once the hello is good, and for each renewal. What it throws at a renewal goes to `onRenewalFailed`. */
  credential: (need: CredentialNeed) => Promise<{ token: Secret }>
  /** The key that the token is bound to. */
  key: DpopKey
  /** Seconds for the hello, and for the answer to the first credential. 15 unless told. */
  timeout?: number
  /** Epoch seconds. */
  now?: () => number
  /** A renewal did not happen; messages pass on, and the server refuses calls by itself when the lease is over. */
  onRenewalFailed?: (error: unknown) => void
}

export interface HostSession {
  /** The way to the server for MCP. Holds messages while a renewal is due; a line that is a frame ends the session. */
  readonly toServer: Writable
  /** MCP from the server, without the frames. Ends with the server's stdout. */
  readonly fromServer: Readable
  /** Epoch seconds. */
  readonly expiresAt: number
  /** Epoch seconds: calls are refused from then on. Renewed ahead of it, when a message passes. */
  readonly renewBefore: number
  readonly scopes: readonly string[]
  /** Hands over a fresh credential at the next line boundary. @throws what `credential` threw, HandshakeError */
  renew(): Promise<void>
  /**
   * Tells the server that the person's tokens from before `at` (epoch seconds) are no longer good; the next message is
   * held until a newer credential is there or cannot be had.
   * @param event name of the event, `session-revoked` say
   */
  revoked(at: number, event: string): Promise<void>
  /** Resolves when the server's stdout has ended. @throws HandshakeError when either side broke the protocol */
  readonly ended: Promise<void>
}

const TIMEOUT = 15

/**
 * Waits for a server's hello, hands it the credential, and gives back the pipe for MCP. The token goes to a server
 * that names the expected resource and issuer, and to no other.
 * @throws HandshakeError; and whatever `credential` throws
 */
export async function greet(options: GreetOptions): Promise<HostSession> {
  const { expects, timeout = TIMEOUT } = options
  const server = new FromServer(options.fromServer)
  try {
    const hello = Hello.safeParse(await server.frame(timeout)).data
    if (hello === undefined) throw brokenBy('server')
    if (!hello.versions.includes(VERSION)) throw mismatch('version', VERSION, hello.versions)
    // A local server must not be able to order tokens for others: it is told nothing, not even that we have one.
    if (hello.resource !== expects.resource) throw mismatch('resource', expects.resource, hello.resource)
    if (hello.issuer !== expects.issuer) throw mismatch('issuer', expects.issuer, hello.issuer)
    const session = new PipeSession(options, server, hello)
    await session.begin(timeout)
    return session
  } catch (error) {
    server.stop()
    options.toServer.end()
    throw error
  }
}
