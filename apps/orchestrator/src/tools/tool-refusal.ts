import { Refusal, type RefusalReason } from '@chain-of-trust/auth-core'
import { encodeClaims } from '@chain-of-trust/auth-core/challenge'
import { FAILURES, type Failure, type FailureKind } from '@chain-of-trust/auth-core/failure'
import { LinkRequired, linkRefusal } from '../accounts/link-required.ts'
import { invalidArguments } from './tool-result.ts'
import { outageOf, RETRY_AFTER } from '../outage.ts'
import type { RefusalOutput } from './tool-output.ts'
import { UnusableAnswer } from '../mcp/unusable-answer.ts'

/** The kind of a refusal that no authorization server has explained. */
const KIND_OF: Partial<Record<RefusalReason, FailureKind>> = {
  claims_insufficient: 'mfa',
  authentication_insufficient: 'mfa',
  sign_in_required: 'expired_grant',
  consent_required: 'consent',
  access_blocked: 'blocked',
  device_not_compliant: 'device',
  exchange_misconfigured: 'misconfiguration',
}

/** A failed tool call as an output of the chat, so that the stream goes on. Never the error's own text. */
export function refusalOutputOf(failure: unknown, server: string): RefusalOutput {
  // It answers: what is away is what it keeps.
  if (outageOf(failure) !== undefined) return unavailable('orchestrator', RETRY_AFTER, 'Its database')
  if (failure instanceof Refusal) return fromRefusal(failure, server)
  if (failure instanceof LinkRequired) return linkRefusal(failure, server)
  const misused = invalidArguments(failure)
  if (misused !== undefined) return { by: server, reason: `The arguments are not valid: ${misused.message}` }
  if (failure instanceof UnusableAnswer)
    return { by: server, reason: `Its answer is not usable: ${failure.message}.` }
  return { by: server, reason: 'It failed.', actor: 'operator' }
}

function fromRefusal(refusal: Refusal, server: string): RefusalOutput {
  const { claims, acrValues, maxAge, scopes, retryAfter, failure } = refusal.params
  if (refusal.reason === 'outcome_unknown') return { by: server, ...OUTCOME_UNKNOWN }
  const correlated = failure?.correlation_id === undefined ? {} : { correlationId: failure.correlation_id }
  if (refusal.status === 503) {
    // What an MCP server says of an outage behind it does not tell whether the tool had begun.
    const by = refusal.reason === 'authorization_server_unavailable' ? 'authorization server' : server
    return { ...unavailable(by, retryAfter), ...kindOf(failure), ...correlated }
  }
  // Whichever tier asked: it is the authorization server that has refused, and its policy that somebody can change.
  const by = failure === undefined ? server : 'authorization server'
  return {
    by,
    ...explain(refusal.reason, failure),
    ...(refusal.error === undefined ? {} : { error: refusal.error }),
    // As it travels on the wire; nobody here has read it.
    ...(claims === undefined ? {} : { claims: encodeClaims(claims) }),
    ...(acrValues === undefined ? {} : { acrValues: [...acrValues] }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...correlated,
  }
}

/** No remedy: whether to ask again is for the person to say, once they have looked. */
const OUTCOME_UNKNOWN = {
  reason: 'The connection broke off before its answer came: it may have happened.',
  error: 'outcome_unknown',
  actor: 'user',
} as const

/** Whether nobody knows if the call has happened: it must not be made again unasked. */
export function isOutcomeUnknown({ error }: RefusalOutput): boolean {
  return error === OUTCOME_UNKNOWN.error
}

/** For the person: what happened, what helps, and who has to do it. */
function explain(reason: RefusalReason, failure: Failure | undefined) {
  const kind = failure?.kind ?? KIND_OF[reason]
  if (kind === undefined) {
    return reason === 'permission_denied'
      ? { reason: 'You are not allowed to do this.', actor: 'administrator' }
      : { reason: 'The call is not permitted.' }
  }
  const { sentence, remedy, actor } = FAILURES[kind]
  return { reason: sentence, kind, remedy, actor }
}

const kindOf = (failure: Failure | undefined) => (failure === undefined ? {} : { kind: failure.kind })

function unavailable(by: string, retryAfter = 5, what = 'It'): RefusalOutput {
  const wait = retryAfter === 1 ? '1 second' : `${retryAfter} seconds`
  return {
    by,
    reason: `${what} cannot be reached at the moment. Try again in ${wait}.`,
    error: 'temporarily_unavailable',
    remedy: 'retry_later',
    actor: 'nobody',
    retryAfter,
  }
}
