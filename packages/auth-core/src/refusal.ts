import type { AccessToken } from './access-token.ts'
import type { Failure } from './failure.ts'
import { REFUSALS, type RefusalReason } from './refusal-reasons.ts'

export interface RefusalParams {
  /** Every scope that the operation needs, short names. */
  scopes?: readonly string[]
  /** The claims challenge, JSON text exactly as the issuer of the challenge wrote it. */
  claims?: string
  /** What RFC 9470 asks for: authentication contexts, and seconds since the user's last authentication. */
  acrValues?: readonly string[]
  maxAge?: number
  /** How an authorization server refused a tier behind us: said on the wire, so that who can help survives. */
  failure?: Failure
  /** The token, where it was verified before it was refused: the audit record names its subject. */
  token?: AccessToken
  /** Where the refused call waits for the person: to be resumed, not asked for again. Until then, ISO 8601. */
  operation?: { id: string; expiresAt: string }
  /** A fresh DPoP nonce for the client. */
  nonce?: string
  /** Seconds until a retry is worth it. */
  retryAfter?: number
  /** For the audit log and the service log only. Never a token. */
  detail?: string
  cause?: unknown
}

/** We refuse a request. Thrown by every check; one error handler puts it on the wire. */
export class Refusal extends Error {
  readonly reason: RefusalReason
  readonly status: number
  readonly error: string | undefined
  readonly params: RefusalParams
  /** Its audit record is written: the error handler must not write a second one. */
  recorded = false

  constructor(reason: RefusalReason, params: RefusalParams = {}) {
    super(reason, { cause: params.cause })
    this.name = 'Refusal'
    this.reason = reason
    const row: { status: number; error?: string } = REFUSALS[reason]
    this.status = row.status
    this.error = row.error
    this.params = params
  }
}
