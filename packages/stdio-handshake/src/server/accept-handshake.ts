import type { Readable, Writable } from 'node:stream'
import type { AccessToken, AuditEntry, Secret } from '@chain-of-trust/auth-core'
import { ServerSession } from './session.ts'

export interface HandshakeOptions {
  /** `process.stdin`: nobody else may read it. */
  input: Readable
  /** `process.stdout`: nobody else may write to it. */
  output: Writable
  /** What the host may bring a token for. `scopes`: short names; the token must carry one of them at least. */
  hello: { resource: string; issuer: string; scopes: readonly string[] }
  /** Verifies an access token, revocation included. @throws Refusal */
  verify: (token: Secret) => Promise<AccessToken>
  /** `none`: tokens need not be bound. A proof is needed all the same: its key is the session's. */
  senderConstraint: 'dpop' | 'none'
  /** Seconds from the hello to the end of the first frame. */
  timeout: number
  /** Seconds after its `iat` for which a token is good for calls (the lease). */
  maxAge: number
  /** Bytes; a longer line of MCP ends the session. 4 MiB unless told. */
  longestMessage?: number
  /** Epoch seconds. */
  now?: () => number
  /**
   * Takes the record of each handshake, renewal (`token_accepted`) and notice of a revocation (`security_event`), good
   * or bad, before it takes effect. When it throws, the session ends: what cannot be recorded does not happen.
   */
  onEvent: (entry: AuditEntry) => void
}

export interface HandshakeSession {
  /**
   * The token under which a call may run now: to be asked at each call, never kept.
   * @throws Refusal `token_expired`, `lease_over`, `token_revoked` or `claims_insufficient` (with the challenge), with
   *   the token in its `params`. The session goes on: a fresh credential heals it.
   */
  credential(): AccessToken
  /** What came after the handshake: MCP, byte by byte as it was sent, without the frames. Ends with stdin. */
  readonly messages: Readable
  /** The way out for MCP: whole lines. Frames are put between them. */
  readonly output: Writable
  /** Resolves when stdin has ended. @throws HandshakeError when a later frame ended the session */
  readonly ended: Promise<void>
}

/**
 * Greets the host, waits for its credential and verifies it; nothing else is read before. The caller prints the
 * message of a failure to stderr and exits with its code; the host has been told by then.
 * @throws HandshakeError
 */
export async function acceptHandshake(options: HandshakeOptions): Promise<HandshakeSession> {
  const session = new ServerSession(options)
  await session.accepted()
  return session
}
