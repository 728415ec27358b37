import { Refusal, TokenEndpointError, type RefusalReason } from '@chain-of-trust/auth-core'
import { encodeClaims } from '@chain-of-trust/auth-core/challenge'
import { invalidArguments } from './tool-result.ts'
import type { RefusalOutput } from './tool-output.ts'
import { UnusableAnswer } from './mcp/unusable-answer.ts'

type Explained = Pick<RefusalOutput, 'reason' | 'remedy' | 'actor'>

/** For the person: what happened, what helps, and who has to do it. */
const SENTENCES: Partial<Record<RefusalReason, Explained>> = {
  claims_insufficient: {
    reason: 'A stronger or fresher proof of who you are is needed.',
    remedy: 'step_up',
    actor: 'user',
  },
  sign_in_required: { reason: 'Your sign-in is no longer accepted.', remedy: 'sign_in_again', actor: 'user' },
  consent_required: {
    reason: 'A permission is needed that you have not consented to.',
    remedy: 'ask_consent',
    actor: 'user',
  },
  permission_denied: { reason: 'You are not allowed to do this.', actor: 'administrator' },
  exchange_misconfigured: {
    reason: 'The services are not set up to work with each other.',
    remedy: 'fix_configuration',
    actor: 'operator',
  },
}

/** A failed tool call as an output of the chat, so that the stream goes on. Never the error's own text. */
export function refusalOutputOf(failure: unknown, server: string): RefusalOutput {
  if (failure instanceof Refusal) return fromRefusal(failure, server)
  const misused = invalidArguments(failure)
  if (misused !== undefined) return { by: server, reason: `The arguments are not valid: ${misused.message}` }
  if (failure instanceof UnusableAnswer)
    return { by: server, reason: `Its answer is not usable: ${failure.message}.` }
  return { by: server, reason: 'It failed.', actor: 'operator' }
}

function fromRefusal(refusal: Refusal, server: string): RefusalOutput {
  const { claims, scopes, retryAfter } = refusal.params
  const source = refusal.cause instanceof TokenEndpointError ? refusal.cause : undefined
  const by = source === undefined ? server : 'authorization server'
  if (refusal.status === 503) return unavailable(by, retryAfter)
  const { correlation_id } = source?.diagnostics ?? {}
  return {
    by,
    ...(SENTENCES[refusal.reason] ?? { reason: 'The call is not permitted.' }),
    ...(refusal.error === undefined ? {} : { error: refusal.error }),
    // As it travels on the wire; nobody here has read it.
    ...(claims === undefined ? {} : { claims: encodeClaims(claims) }),
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(correlation_id === undefined ? {} : { correlationId: correlation_id }),
  }
}

function unavailable(by: string, retryAfter = 5): RefusalOutput {
  const wait = retryAfter === 1 ? '1 second' : `${retryAfter} seconds`
  return {
    by,
    reason: `It cannot be reached at the moment. Try again in ${wait}.`,
    error: 'temporarily_unavailable',
    remedy: 'retry_later',
    actor: 'nobody',
    retryAfter,
  }
}
