import type { Refusal } from '@chain-of-trust/auth-core'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { ERRORS, HandshakeError, type HandshakeErrorCode } from '../handshake-error.ts'
import { sentenceFor } from './sentences.ts'

/** A refused call, as `_meta["chain-of-trust.example/refusal"]` says it; `message` is the text of the result. */
export interface CallRefusal {
  error: string
  reason: string
  /** What happened, who can fix it and how: "run `ai-host-cli login`; nothing needs restarting". */
  message: string
  /** The claims challenge, JSON text. */
  claims?: string
}

/** Puts a refusal of a call into a plain sentence and into words from closed lists. */
export function explainRefusal({ reason, error = 'access_denied', params }: Refusal): CallRefusal {
  const { scopes, claims } = params
  const message = sentenceFor(reason, scopes)
  return { error, reason, message, ...(claims === undefined ? {} : { claims }) }
}

/** The same for a credential: what the host is told, and how the server ends. */
export function asHandshakeError(refusal: Refusal): HandshakeError {
  const { reason, error, params } = refusal
  const known = ERRORS.find((name) => name === error) ?? 'invalid_token'
  return new HandshakeError(reason, {
    error: known,
    exitCode: exitCodeOf(known),
    message: sentenceFor(reason, params.scopes),
    token: params.token,
    cause: refusal,
  })
}

function exitCodeOf(error: HandshakeErrorCode): ExitCode {
  return error === 'temporarily_unavailable' ? EXIT.unavailable : EXIT.refused
}
