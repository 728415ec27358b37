import { isNative, type Application } from './applications.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Answer } from './authorization-response.ts'
import { demandedAtSignIn } from './conditional-access/at-sign-in.ts'
import { EntraError } from './entra-error.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { combinedConsent, needsConsent, type ConsentItem } from './permissions.ts'
import { parseScopes, type RequestedScopes } from './scopes.ts'
import type { Account } from './state/accounts.ts'
import type { BrowserSession } from './state/browser-sessions.ts'
import type { Progress } from './state/interactions.ts'

/** What happens next: the person is asked something, or the client gets its code. */
export type NextStep =
  | {
      step: 'sign_in'
      sessions: readonly BrowserSession[]
      /** A policy wants a new sign-in although there is one. */
      renewal?: EntraError
    }
  | {
      step: 'mfa'
      account: Account
      /** Authentication contexts for which the second factor is wanted. */
      acrs: readonly string[]
      refusal: EntraError
    }
  | { step: 'consent'; account: Account; items: readonly ConsentItem[]; oidcScopes: readonly string[] }
  /** Is it the person who wants this, or somebody who sent them here? */
  | { step: 'confirmation'; account: Account }
  | { step: 'reply'; answer: Answer }
  /** Nothing is left to ask: the device may have its tokens. */
  | { step: 'approval'; session: BrowserSession }

/** What a person can be asked. */
export type Question = Exclude<NextStep, { step: 'reply' | 'approval' }>

/** What each question is called when nobody may be asked (`prompt=none`, OpenID Connect Core §3.1.2.6). */
function silentRefusal(next: Question, client: Application): EntraError {
  switch (next.step) {
    case 'sign_in':
      if (next.renewal !== undefined) return next.renewal
      return new EntraError(next.sessions.length > 1 ? 'account_selection_required' : 'login_required')
    case 'mfa':
      return next.refusal
    case 'consent':
      return new EntraError('consent_missing', {
        error: 'consent_required',
        fill: { clientId: client.appId, client: client.displayName },
      })
    case 'confirmation':
      return new EntraError('confirmation_required')
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
  if (next.step === 'reply' || next.step === 'approval') return next
  if (request.prompt === 'none') throw silentRefusal(next, client)
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
  const fresh = progress.oid === session.oid
  if (!fresh && isTooOld(session, request, idp.now())) {
    return { step: 'sign_in', sessions: [session], renewal: new EntraError('login_required') }
  }

  // 2. What does Conditional Access say, and what has the client itself asked for?
  const { resources } = requested
  const demanded = demandedAtSignIn(idp, { account, client, session, request, resources, fresh })
  if (demanded !== undefined) {
    const { ask, contexts, refusal } = demanded
    if (ask === 'mfa') return { step: 'mfa', account, acrs: contexts, refusal }
    return { step: 'sign_in', sessions: [session], renewal: refusal }
  }

  // 3. A code may have been sent to them by whoever will be signed in with it (RFC 8628 §5.4).
  const device = 'device' in request
  if (device && progress.confirmed !== true) return { step: 'confirmation', account }

  // 4. Has somebody permitted what the client asks?
  const unasked = request.prompt === 'consent' && progress.consented !== true
  if (unasked || needsConsent(requested.resources, { oid: account.oid, client }, idp.consents)) {
    const items = combinedConsent(client, requested.resources, idp.applications)
    return { step: 'consent', account, items, oidcScopes: requested.oidc }
  }

  // 5. Any program on the machine can claim to be a native application: not without a person (RFC 8252 §8.6).
  if (!device && isNative(client) && Object.keys(progress).length === 0) {
    return { step: 'confirmation', account }
  }
  if (device) return { step: 'approval', session }

  // 6. The code, bound to everything that its redemption must match.
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
  return { step: 'reply', answer: { code, session_state: session.sid } }
}

function chooseSession(idp: IdentityProvider, { request, sessions, progress }: Deliberation) {
  const of = (oid: string | undefined) => sessions.find((session) => session.oid === oid)
  if (progress.oid !== undefined) return of(progress.oid)
  if (request.prompt === 'login' || request.prompt === 'select_account') return undefined
  if (request.loginHint !== undefined) return of(idp.accounts.byHint(request.loginHint)?.oid)
  return sessions.length === 1 ? sessions[0] : undefined
}

/** `max_age=0` asks for a sign-in whatever there is, as `prompt=login` does. */
function isTooOld(
  { authenticatedAt }: BrowserSession,
  { maxAge }: AuthorizationRequest,
  now: number,
): boolean {
  return maxAge === 0 || now - authenticatedAt > (maxAge ?? Infinity)
}

function aliveSessions(idp: IdentityProvider, sessions: readonly BrowserSession[]): BrowserSession[] {
  return sessions.filter(({ oid, authenticatedAt }) => {
    const account = idp.accounts.find(oid)
    return account?.accountEnabled === true && authenticatedAt >= account.sessionsValidFrom
  })
}
