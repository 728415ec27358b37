import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccessRow } from '../access/access-control.ts'
import { declinedPage } from '../pages/outcome-pages.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { sendPage } from '../pages/site.ts'
import type { Door } from '../session/door.ts'
import type { Session } from '../session/sessions.ts'
import { ticketDigest } from '../session/ticket.ts'
import {
  codeVerifier,
  type AuthorizationRequest,
  type AuthorizationRequests,
} from './authorization-requests.ts'
import type { GiveBack } from './give-back.ts'
import type { LinkingOptions } from './options.ts'
import { accountOf, readAuthorizationResponse, redeemCode } from './provider-authorization.ts'
import { aboutAsked, recordStep } from './record.ts'
import type { Replacements } from './replacements.ts'
import { storeOrAsk } from './store-or-ask.ts'

export type CallbackOptions = Pick<
  LinkingOptions,
  'origin' | 'accessControl' | 'links' | 'audit' | 'aiHost'
> &
  Required<Pick<LinkingOptions, 'fetch' | 'now'>> & {
    door: Door
    authorizations: AuthorizationRequests
    replacements: Replacements
    giveBack: GiveBack
    callbackOf: (provider: string) => string
  }

interface Returned extends AuthorizationRequest {
  row: AccessRow
  session: Session
  state: string
}

/**
 * `/callback/<provider>`: where a provider sends the person back to (RFC 6749 §4.1.2). One address for each provider, and
 * one state for each request: an answer that comes in another's name is refused before its code goes anywhere.
 */
export function callbackRoutes(app: FastifyInstance, options: CallbackOptions): void {
  const { door, authorizations, replacements, giveBack, callbackOf } = options
  const { origin, accessControl, links, audit, aiHost, fetch, now } = options

  app.get<{ Params: { provider: string } }>(
    '/callback/:provider',
    { config: { public: true } },
    async (request, reply) => {
      const answer = new URL(request.url, origin).searchParams
      const returned = await returnedWith(request, answer.get('state') ?? '', request.params.provider)
      const about = aboutAsked(returned, returned.row)
      try {
        return await link(request, reply, returned, answer)
      } catch (error) {
        if (!(error instanceof PageRefusal)) throw error
        const provider = returned.row.provider.displayName
        throw new PageRefusal(error.reason, { ...about, ...error.context, provider })
      }
    },
  )

  async function returnedWith(request: FastifyRequest, state: string, provider: string): Promise<Returned> {
    const session = await door.session(request)
    const subject = session && { tid: session.tid, oid: session.oid }
    const whose = subject === undefined ? {} : { subject }
    const awaited = await authorizations.take(state)
    const row = awaited && accessControl.ofClient(awaited.owner.client)
    if (awaited === undefined || row === undefined) throw new PageRefusal('state_unknown', whose)
    const about = { ...aboutAsked(awaited, row), ...whose }
    // A state that an attacker began, in a victim's browser, or the other way round (RFC 9700 §4.7).
    if (session === undefined || ticketDigest(session.id) !== awaited.sessionDigest) {
      throw new PageRefusal('state_foreign', { ...about, diagnostics: { asked_by: awaited.owner.oid } })
    }
    if (awaited.provider !== provider || row.provider.name !== provider) {
      throw new PageRefusal('provider_mismatch', about)
    }
    return { ...awaited, row, session, state }
  }

  async function link(
    request: FastifyRequest,
    reply: FastifyReply,
    returned: Returned,
    answer: URLSearchParams,
  ): Promise<FastifyReply> {
    const { owner, row, session, state } = returned
    const { provider } = row
    const checked = readAuthorizationResponse(provider, answer, state)
    if (checked === undefined) {
      recordStep(audit, request, 'declined', aboutAsked(returned, row))
      return sendPage(reply, declinedPage(row, aiHost))
    }
    const redeeming = { redirectUri: callbackOf(provider.name), verifier: codeVerifier(session.id, state) }
    const redeemed = await redeemCode(provider, checked, redeeming, { fetch, now })
    // From here on there is a grant: it becomes a link, or it is given back.
    try {
      const scopes = enforceScopes(redeemed.scopes ?? returned.scopes, returned.scopes)
      const account = await accountOf(provider, redeemed, fetch)
      const grant = { provider: provider.name, ...redeemed, scopes, account }
      const { sessionDigest } = returned
      const next = await storeOrAsk({ links, replacements }, { owner, grant, sessionDigest }, row.server)
      // Away from the address that has the code in it.
      return reply.redirect(next, 303)
    } catch (error) {
      await giveBack(request, provider, redeemed.tokens, aboutAsked(returned, row))
      throw error
    }
  }
}

/**
 * Never more than the person agreed to here, whatever was agreed to there. Less is theirs to choose.
 * @returns the granted ones
 * @throws PageRefusal
 */
function enforceScopes(granted: readonly string[], asked: readonly string[]): readonly string[] {
  if (granted.length > 0 && granted.every((scope) => asked.includes(scope))) return granted
  throw new PageRefusal('scopes_unexpected', {
    diagnostics: { detail: granted.length === 0 ? 'nothing granted' : 'more than was asked' },
  })
}
