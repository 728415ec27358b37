import { diagnosed, presented, Refusal, type AuditEntry } from '@chain-of-trust/auth-core'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { LineTooLong } from '../frame-splitter.ts'
import { VERSION, type Refused } from '../frames.ts'
import { HandshakeError, type HandshakeReason } from '../handshake-error.ts'
import type { Held } from './credential-check.ts'
import { asHandshakeError } from './explain-refusal.ts'
import { sentenceFor } from './sentences.ts'

/** What came was no handshake. */
export function failure(reason: HandshakeReason, exitCode: ExitCode = EXIT.malformed): HandshakeError {
  const error = reason === 'version_unsupported' ? 'unsupported_version' : 'invalid_request'
  return new HandshakeError(reason, { exitCode, error, message: sentenceFor(reason) })
}

/** Whatever was thrown, as the end of a session. What we did not foresee is our own fault, and says nothing. */
export function asFailure(error: unknown): HandshakeError {
  if (error instanceof HandshakeError) return error
  if (error instanceof Refusal) return asHandshakeError(error)
  if (error instanceof LineTooLong) return failure(error.reason)
  return new HandshakeError('internal_error', {
    exitCode: EXIT.internal,
    error: 'temporarily_unavailable',
    message: sentenceFor('internal_error'),
    cause: error,
  })
}

/** @param nonce given where the session goes on */
export function refused({ error, reason, message }: HandshakeError, nonce?: string): Refused {
  const frame = { stdio_handshake: VERSION, type: 'refused', error, reason, message } as const
  return nonce === undefined ? frame : { ...frame, nonce }
}

/** The audit record of a credential that was refused: whose it was, or whose session it came into. */
export function failureEntry(
  failed: HandshakeError,
  step: 'handshake' | 'renewal',
  senderConstraint: 'dpop' | 'none',
  held: Held | undefined,
): AuditEntry {
  const token = failed.token ?? held?.token
  const refusal = failed.cause instanceof Refusal ? diagnosed(failed.cause).diagnostics : {}
  return {
    event: 'token_accepted',
    outcome: 'failure',
    reason: failed.reason,
    ...(token === undefined ? {} : presented(token, { senderConstraint })),
    diagnostics: { step, ...refusal },
  }
}
