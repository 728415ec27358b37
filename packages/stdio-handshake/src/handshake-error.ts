import type { AccessToken, RefusalReason } from '@chain-of-trust/auth-core'
import type { ExitCode } from './exit-code.ts'

/** The word on the wire (`error` of a `refused` frame). */
export const ERRORS = [
  'invalid_request',
  'unsupported_version',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'insufficient_scope',
  'temporarily_unavailable',
] as const
export type HandshakeErrorCode = (typeof ERRORS)[number]

/** What only a handshake can refuse; everything else is auth-core's. All fit the audit record's `reason`. */
export type HandshakeReason =
  | RefusalReason
  /** The pipe was closed, or the time was over, before the first frame. */
  | 'frame_missing'
  | 'frame_malformed'
  | 'frame_too_long'
  /** A good frame at the wrong moment, or from the wrong side. */
  | 'frame_unexpected'
  /** The first line was MCP: whoever started the server knows nothing of the handshake. */
  | 'handshake_skipped'
  | 'version_unsupported'
  /** A renewal for another person, application or key. */
  | 'session_changed'
  /** A renewal with a token from before the present one. */
  | 'token_older'
  | 'message_too_long'
  /** Host side: the server asks for a token for something else, or of somebody else. */
  | 'resource_mismatch'
  | 'server_ended'
  | 'credential_in_environment'
  | 'credential_in_arguments'
  | 'environment_unsafe'
  | 'internal_error'

export interface HandshakeErrorParams {
  exitCode: ExitCode
  error: HandshakeErrorCode
  message: string
  /** The token, where it was verified before it was refused: for the audit record. */
  token?: AccessToken | undefined
  cause?: unknown
}

/**
 * A handshake, a renewal or a session came to an end. `message` is a plain sentence for stderr: what happened, who can
 * fix it and how. It never holds a token, nor text of the other side with control characters.
 */
export class HandshakeError extends Error {
  readonly exitCode: ExitCode
  readonly error: HandshakeErrorCode
  readonly reason: HandshakeReason
  readonly token: AccessToken | undefined

  constructor(reason: HandshakeReason, { exitCode, error, message, token, cause }: HandshakeErrorParams) {
    super(message, { cause })
    this.name = 'HandshakeError'
    this.reason = reason
    this.exitCode = exitCode
    this.error = error
    this.token = token
  }
}
