import { transferMethodOf, type AuthorizationRequest } from '../authorization-request.ts'
import type { Application } from '../applications.ts'
import { parseClaims } from '../claims-request.ts'
import type { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { ResourceScopes } from '../scopes.ts'
import type { Account } from '../state/accounts.ts'
import type { BrowserSession } from '../state/browser-sessions.ts'
import { evaluate } from './evaluate.ts'
import { refusalOf } from './refusal-of.ts'

export interface SignInAttempt {
  account: Account
  client: Application
  session: BrowserSession
  request: AuthorizationRequest
  resources: readonly ResourceScopes[]
  /** The sign-in happened for this very request: no policy finds it too old. */
  fresh: boolean
}

/**
 * What Conditional Access wants of a person at the sign-in page.
 * @returns undefined: nothing. `refusal` is what a client hears that wants no page.
 * @throws EntraError where no page would help: blocked, wrong device
 */
export function demandedAtSignIn(
  idp: IdentityProvider,
  { account, client, session, request, resources, fresh }: SignInAttempt,
): { ask: 'sign_in' | 'mfa'; contexts: readonly string[]; refusal: EntraError } | undefined {
  const targets = resources.map(({ resource }) => resource)
  idp.assignments.enforce(account, [client, ...targets], 'access_denied')
  const now = idp.now()
  const transferred = { ...session, ...transferMethodOf(request) }
  const evidence = fresh
    ? { ...transferred, authenticatedAt: Math.max(session.authenticatedAt, now) }
    : transferred
  const decision = evaluate(idp.policies.list(), {
    account,
    resources: targets,
    evidence,
    asked: parseClaims(request.claims),
    now,
  })
  if (decision.outcome === 'allow') return undefined
  const resource = targets.map(({ appId }) => appId).join(' ')
  const refusal = refusalOf(decision, { account, evidence: session, resource }, 'interaction_required')
  if (decision.outcome === 'block' || decision.outcome === 'device') throw refusal
  return { ask: decision.outcome, contexts: decision.contexts, refusal }
}
