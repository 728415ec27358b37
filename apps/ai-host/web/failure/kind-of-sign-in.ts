import { InteractionRequiredAuthError, ServerError, type AuthError } from '@azure/msal-browser'
import { FAILURE_KINDS, FAILURES, type FailureKind } from '@chain-of-trust/auth-core/failure'
import { isBlocked } from './failure-of-kind.ts'

/**
 * What MSAL was refused, if no person can lift it by signing in. By the suberror; what an AADSTS number says
 * only chooses among the refusals that `sign_in_again` or a window would have answered, and so the words.
 */
export function kindOfSignIn(error: AuthError): FailureKind | undefined {
  if (error.subError === 'message_only') return 'blocked'
  if (error.subError === 'additional_action') return 'device'
  return FAILURE_KINDS.find(
    (kind) => isBlocked(kind) && FAILURES[kind].codes.some((code) => code === numberOf(error)),
  )
}

function numberOf(error: AuthError): number | undefined {
  const known = error instanceof InteractionRequiredAuthError || error instanceof ServerError
  return known && error.errorNo !== undefined ? Number(error.errorNo) : undefined
}
