import type { Application } from '../applications.ts'
import type { ClaimsRequest } from '../claims-request.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'
import { evaluate, heldContexts } from './evaluate.ts'
import { refusalOf } from './refusal-of.ts'
import type { Evidence, Situation } from './situation.ts'

/** A token is wanted where no person can be shown a page: code, refresh and on-behalf-of. */
export interface AccessRequest {
  account: Account
  client: Application
  /** Absent: a token for nobody but the sign-in itself. */
  resource: Application | undefined
  evidence: Evidence
  claims: ClaimsRequest
}

/** Seconds: the instant of an event lies ahead of it, and resources take no token from a later future. */
const AHEAD = 5

/**
 * Lets a token request through, or says what the person must do first.
 * @returns the authentication contexts that the token may carry
 * @throws EntraError, with the claims that the client takes to the sign-in page where that helps
 */
export function enforceAccess(idp: IdentityProvider, request: AccessRequest): string[] {
  const { account, client, resource, evidence, claims } = request
  const resources = resource === undefined ? [] : [resource]
  const now = idp.now()
  if (claims.notBefore > now + AHEAD) {
    throw new EntraError('request_invalid', { fill: { detail: 'the nbf of claims lies in the future' } })
  }
  idp.assignments.enforce(account, [client, ...resources])
  const situation: Situation = {
    account,
    resources,
    evidence,
    asked: claims,
    now,
  }
  const decision = evaluate(idp.policies.list(), situation)
  if (decision.outcome !== 'allow') {
    throw refusalOf(decision, { account, evidence, resource: resource?.appId ?? '' })
  }
  return heldContexts(idp.policies.list(), situation)
}
