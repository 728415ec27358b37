import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { Page } from '@chain-of-trust/service-kit/pages'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Application } from '../applications.ts'
import { nextStep, type NextStep, type Question } from '../authorization-flow.ts'
import type { AuthorizationRequest, ReplyAddress } from '../authorization-request.ts'
import { errorAnswer, replyUrl, type Answer } from '../authorization-response.ts'
import { rememberBrowser } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { confirmationPage } from '../pages/confirmation-page.ts'
import { consentPage } from '../pages/consent-page.ts'
import { blockedPage, hasBlockedPage } from '../pages/blocked-page.ts'
import { deviceApprovedPage } from '../pages/device-pages.ts'
import { formPostPage, wayBack } from '../pages/form-post-page.ts'
import { errorPage } from '../pages/message-page.ts'
import { mfaPage } from '../pages/mfa-page.ts'
import { sendPage } from '../pages/page.ts'
import { signInPage } from '../pages/sign-in-page.ts'
import type { BrowserSession } from '../state/browser-sessions.ts'
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
  if (next.step === 'reply') return sendAnswer(visit, next.answer)
  if (next.step === 'approval') return approveDevice(idp, visit, next.session)

  const owner = browser ?? rememberBrowser(visit.request, visit.reply)
  const open = (interaction: Interaction) => idp.interactions.open(owner, interaction)
  const page = ask(idp, visit.client, next, open({ step: next.step, request, progress }), request, problem)
  // A posted answer leaves from a page of its own; a redirect follows from this page's form.
  if ('device' in request || request.responseMode === 'form_post') return sendPage(visit.reply, page)
  return sendPage(visit.reply, { ...page, formTarget: new URL(request.redirectUri).origin })
}

function sendAnswer({ reply, address, client }: Visit, answer: Answer): FastifyReply {
  if ('device' in address) throw new Error('a device is not answered, it asks')
  return address.responseMode === 'form_post'
    ? sendPage(reply, formPostPage(address, answer, client.displayName))
    : reply.redirect(replyUrl(address, answer), 302)
}

function approveDevice(idp: IdentityProvider, visit: Visit, session: BrowserSession): FastifyReply {
  const { request, reply, client, address } = visit
  const { oid, authenticatedAt, acrs, mfaAt } = session
  const approval = {
    oid,
    authenticatedAt,
    acrs,
    ...(mfaAt === undefined ? {} : { mfaAt }),
    transferMethod: 'deviceCodeFlow',
  } as const
  if (!('device' in address) || !idp.deviceCodes.approve(address.device, approval)) {
    return answerError(idp, visit, new EntraError('user_code_expired'))
  }
  idp.audit.write({
    event: 'sign_in',
    outcome: 'success',
    subject: { tid: idp.tenantId, oid },
    client: { app_id: client.appId },
    ...origins(request),
    diagnostics: { transfer_method: 'deviceCodeFlow', correlation_id: address.correlationId },
  })
  return sendPage(reply, deviceApprovedPage(client.displayName))
}

function ask(
  idp: IdentityProvider,
  client: Application,
  next: Question,
  interaction: string,
  request: AuthorizationRequest,
  problem: string | undefined,
): Page {
  switch (next.step) {
    case 'sign_in':
      return signInPage(idp, {
        interaction,
        client,
        loginHint: request.loginHint,
        signedIn: next.sessions.map(({ oid }) => oid),
        renewal: next.renewal !== undefined,
        ...(problem === undefined ? {} : { problem }),
      })
    case 'mfa':
      return mfaPage(idp, { interaction, client, account: next.account, acrs: next.acrs })
    case 'consent':
      return consentPage(idp, { interaction, client, ...next })
    case 'confirmation': {
      const device = 'device' in request ? idp.deviceCodes.byDevice(request.device)?.request : undefined
      return confirmationPage(idp, { interaction, client, account: next.account, device })
    }
  }
}

/**
 * An error goes back to the client, except one that it could do nothing about: what Conditional Access forbids is
 * shown to the person, as Entra ID does, with a way back to the app.
 */
export function answerError(
  idp: IdentityProvider,
  visit: Visit,
  failure: EntraError,
  silent = false,
): FastifyReply {
  const { request, reply, client, address } = visit
  idp.audit.write({
    event: 'sign_in',
    outcome: 'failure',
    reason: failure.reason,
    client: { app_id: client.appId },
    ...origins(request),
    diagnostics: { error_codes: [...failure.codes], correlation_id: address.correlationId },
  })
  const { correlationId } = address
  if ('device' in address) {
    // It need not go on asking. The person is told here.
    idp.deviceCodes.decline(address.device)
    const page = hasBlockedPage(failure)
      ? blockedPage(failure, correlationId)
      : errorPage(failure, correlationId)
    return sendPage(reply, page)
  }
  const answer = errorAnswer(correlationId, failure, { now: idp.now(), origin: idp.urls.origin })
  if (silent || !hasBlockedPage(failure)) return sendAnswer(visit, answer)
  const back = wayBack(address, answer, `Back to ${client.displayName}`)
  const page = blockedPage(failure, correlationId, back)
  return sendPage(reply, { ...page, handsOverTo: new URL(address.redirectUri).origin })
}
