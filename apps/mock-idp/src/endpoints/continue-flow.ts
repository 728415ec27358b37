import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { Page } from '@chain-of-trust/service-kit/pages'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Application } from '../applications.ts'
import { nextStep, type NextStep } from '../authorization-flow.ts'
import type { AuthorizationRequest, ReplyAddress } from '../authorization-request.ts'
import { errorReplyUrl } from '../authorization-response.ts'
import { rememberBrowser } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { consentPage } from '../pages/consent-page.ts'
import { blockedPage, hasBlockedPage } from '../pages/blocked-page.ts'
import { mfaPage } from '../pages/mfa-page.ts'
import { sendPage } from '../pages/page.ts'
import { signInPage } from '../pages/sign-in-page.ts'
import type { Interaction, Progress } from '../state/interactions.ts'

export interface Visit {
  request: FastifyRequest
  reply: FastifyReply
  client: Application
  address: ReplyAddress
}

export interface Whereabouts {
  /** Cookie value; undefined for a browser that was never here. */
  browser: string | undefined
  progress: Progress
  /** Why the last choice on the sign-in page did not work. */
  problem?: string
}

/** Asks the person the next question, or sends the client its answer. */
export function continueFlow(
  idp: IdentityProvider,
  visit: Visit,
  request: AuthorizationRequest,
  { browser, progress, problem }: Whereabouts,
): FastifyReply {
  let next: NextStep
  try {
    const sessions = browser === undefined ? [] : idp.browserSessions.list(browser)
    next = nextStep(idp, request, sessions, progress)
  } catch (error) {
    if (error instanceof EntraError) return answerError(idp, visit, error, request.prompt === 'none')
    throw error
  }
  if (next.step === 'reply') return visit.reply.redirect(next.url, 302)

  const owner = browser ?? rememberBrowser(visit.request, visit.reply)
  const open = (interaction: Interaction) => idp.interactions.open(owner, interaction)
  const page = ask(idp, visit.client, next, open({ step: next.step, request, progress }), request, problem)
  return sendPage(visit.reply, { ...page, formTarget: new URL(request.redirectUri).origin })
}

function ask(
  idp: IdentityProvider,
  client: Application,
  next: Exclude<NextStep, { step: 'reply' }>,
  interaction: string,
  { loginHint }: AuthorizationRequest,
  problem: string | undefined,
): Page {
  switch (next.step) {
    case 'sign_in':
      return signInPage(idp, {
        interaction,
        client,
        loginHint,
        signedIn: next.sessions.map(({ oid }) => oid),
        renewal: next.renewal !== undefined,
        ...(problem === undefined ? {} : { problem }),
      })
    case 'mfa':
      return mfaPage(idp, { interaction, client, account: next.account, acrs: next.acrs })
    case 'consent':
      return consentPage(idp, { interaction, client, ...next })
  }
}

/**
 * An error goes back to the client, except one that it could do nothing about: what Conditional Access forbids is
 * shown to the person, as Entra ID does, with a way back to the app.
 */
export function answerError(
  idp: IdentityProvider,
  { request, reply, client, address }: Visit,
  failure: EntraError,
  silent = false,
): FastifyReply {
  idp.audit.write({
    event: 'sign_in',
    outcome: 'failure',
    reason: failure.reason,
    client: { app_id: client.appId },
    ...origins(request),
    diagnostics: { error_codes: [...failure.codes], correlation_id: address.correlationId },
  })
  const url = errorReplyUrl(address, failure, { now: idp.now(), origin: idp.urls.origin })
  if (silent || !hasBlockedPage(failure)) return reply.redirect(url, 302)
  return sendPage(reply, blockedPage(failure, address.correlationId, { url, name: client.displayName }))
}
