import type { Readable, Writable } from 'node:stream'
import type { Secret } from '@chain-of-trust/auth-core'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'

/** What the next credential must be like. */
export interface CredentialNeed {
  /** Epoch seconds: its `iat` must not be earlier. Given after a revocation, and where the lease is over. */
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

/**
 * Waits for a server's hello, hands it the credential, and gives back the pipe for MCP. The token goes to a server
 * that names the expected resource and issuer, and to no other.
 * @throws HandshakeError; and whatever `credential` throws
 */
export function greet(_options: GreetOptions): Promise<HostSession> {
  throw new Error('being written')
}
