import type { Application } from './applications.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { replyUrl } from './authorization-response.ts'
import { acrsChallenge, parseClaims } from './claims-request.ts'
import { evaluate } from './conditional-access.ts'
import { EntraError } from './entra-error.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { combinedConsent, needsConsent, type ConsentItem } from './permissions.ts'
import { parseScopes, type RequestedScopes } from './scopes.ts'
import type { Account } from './state/accounts.ts'
import type { BrowserSession } from './state/browser-sessions.ts'
import type { Progress } from './state/interactions.ts'

/** What happens next: the person is asked something, or the client gets its code. */
export type NextStep =
  | { step: 'sign_in'; sessions: readonly BrowserSession[] }
  | { step: 'mfa'; account: Account; acrs: readonly string[] }
  | { step: 'consent'; account: Account; items: readonly ConsentItem[]; oidcScopes: readonly string[] }
  | { step: 'reply'; url: string }

/** What each question is called when nobody may be asked (`prompt=none`, OpenID Connect Core §3.1.2.6). */
function silentRefusal(next: Exclude<NextStep, { step: 'reply' }>, client: Application): EntraError {
  switch (next.step) {
    case 'sign_in':
      return new EntraError(next.sessions.length > 1 ? 'account_selection_required' : 'login_required')
    case 'mfa':
      return new EntraError('mfa_required', { claims: acrsChallenge(next.acrs) })
    case 'consent':
      return new EntraError('consent_missing', {
        error: 'consent_required',
        fill: { clientId: client.appId, client: client.displayName },
      })
  }
}

/**
 * Takes an authorization request one step further. Everything is decided anew at each step, from what is stored:
 * a form says what the person chose, never how far they have come.
 * @throws EntraError, to be sent to the client
 */
export function nextStep(
  idp: IdentityProvider,
  request: AuthorizationRequest,
  sessions: readonly BrowserSession[],
  progress: Progress,
): NextStep {
  const client = idp.applications.byId(request.clientId)
  if (client === undefined) throw new EntraError('client_unknown', { fill: { client: request.clientId } })
  const requested = parseScopes(request.scope, client, idp.applications)
  const next = decide(idp, { request, client, requested, sessions: aliveSessions(idp, sessions), progress })
  if (next.step !== 'reply' && request.prompt === 'none') throw silentRefusal(next, client)
  return next
}

interface Deliberation {
  request: AuthorizationRequest
  client: Application
  requested: RequestedScopes
  sessions: readonly BrowserSession[]
  progress: Progress
}

function decide(idp: IdentityProvider, deliberation: Deliberation): NextStep {
  const { request, client, requested, sessions, progress } = deliberation

  // 1. Who is it?
  const session = chooseSession(idp, deliberation)
  if (session === undefined) return { step: 'sign_in', sessions }
  const account = idp.accounts.active(session.oid, session.authenticatedAt)

  // 2. What does Conditional Access say, and what has the client itself asked for?
  const missing = missingContexts(idp, deliberation, account, session)
  if (missing.length > 0) return { step: 'mfa', account, acrs: missing }

  // 3. Has somebody permitted what the client asks?
  const unasked = request.prompt === 'consent' && progress.consented !== true
  if (unasked || needsConsent(requested.resources, { oid: account.oid, client }, idp.consents)) {
    const items = combinedConsent(client, requested.resources, idp.applications)
    return { step: 'consent', account, items, oidcScopes: requested.oidc }
  }

  // 4. The code, bound to everything that its redemption must match.
  const { redirectUri, codeChallenge, scope, nonce, dpopJkt, claims } = request
  const code = idp.authorizationCodes.issue({
    ...session,
    clientId: client.appId,
    redirectUri,
    codeChallenge,
    scope,
    ...(nonce === undefined ? {} : { nonce }),
    ...(dpopJkt === undefined ? {} : { dpopJkt }),
    ...(claims === undefined ? {} : { claims }),
  })
  return { step: 'reply', url: replyUrl(request, { code, session_state: session.sid }) }
}

function chooseSession(idp: IdentityProvider, { request, sessions, progress }: Deliberation) {
  const of = (oid: string | undefined) => sessions.find((session) => session.oid === oid)
  if (progress.oid !== undefined) return of(progress.oid)
  if (request.prompt === 'login' || request.prompt === 'select_account') return undefined
  if (request.loginHint !== undefined) return of(idp.accounts.byHint(request.loginHint)?.oid)
  return sessions.length === 1 ? sessions[0] : undefined
}

function aliveSessions(idp: IdentityProvider, sessions: readonly BrowserSession[]): BrowserSession[] {
  return sessions.filter(({ oid, authenticatedAt }) => {
    const account = idp.accounts.find(oid)
    return account?.accountEnabled === true && authenticatedAt >= account.sessionsValidFrom
  })
}

function missingContexts(
  idp: IdentityProvider,
  { request, requested }: Deliberation,
  account: Account,
  { acrs }: BrowserSession,
): string[] {
  const decisions = requested.resources.map(({ resource }) =>
    evaluate(idp.policies.list(), { account, resource, acrs }),
  )
  if (decisions.some(({ outcome }) => outcome === 'block')) throw new EntraError('access_blocked')
  const demanded = decisions.flatMap((decision) => (decision.outcome === 'challenge' ? decision.acrs : []))
  const asked = parseClaims(request.claims).acrs.filter((acr) => !acrs.includes(acr))
  return [...new Set([...demanded, ...asked])]
}
