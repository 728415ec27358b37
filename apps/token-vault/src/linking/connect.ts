import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withAccountScopes, type AccessRow } from '../access/access-control.ts'
import { consentPage } from '../pages/consent-page.ts'
import { declinedPage } from '../pages/outcome-pages.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { sendPage } from '../pages/site.ts'
import type { Door } from '../session/door.ts'
import { fieldOf, formToken } from '../session/form.ts'
import type { Session } from '../session/sessions.ts'
import { ticketDigest } from '../session/ticket.ts'
import { codeVerifier, type AuthorizationRequests } from './authorization-requests.ts'
import type { AskedLink, LinkRequested } from './link-requests.ts'
import type { LinkingOptions } from './options.ts'
import { authorizationUrl } from './provider-authorization.ts'
import { aboutAsked, recordStep } from './record.ts'

interface Asked extends AskedLink {
  row: AccessRow
}

export type ConnectOptions = Pick<
  LinkingOptions,
  'linkRequests' | 'accessControl' | 'links' | 'audit' | 'agent' | 'aiHost'
> & { door: Door; authorizations: AuthorizationRequests; callbackOf: (provider: string) => string }

/**
 * `/connect/<ticket>`: the page that an agent sends a person to. It asks who they are, and whether they want this; only
 * their yes makes the state with which a provider's answer is taken.
 */
export function connectRoutes(app: FastifyInstance, options: ConnectOptions): void {
  const { door, linkRequests, links, audit, agent, aiHost, authorizations, callbackOf } = options
  const config = { public: true }

  app.get<{ Params: { ticket: string } }>('/connect/:ticket', { config }, async (request, reply) => {
    const { ticket } = request.params
    const asked = await find(ticket)
    const session = await door.session(request)
    if (session === undefined) return door.send(request, reply, `/connect/${ticket}`)
    enforceOwn(asked, session, ticket)
    const { row, scopes, owner } = asked
    const { username } = session
    const account = await links.accountOf(owner)
    return sendPage(
      reply,
      consentPage({ row, scopes, agent, username, account, ticket, csrf: formToken(session.id) }),
    )
  })

  app.post<{ Params: { ticket: string } }>('/connect/:ticket', { config }, async (request, reply) => {
    const { ticket } = request.params
    const session = await door.posted(request)
    const asked = await find(ticket)
    enforceOwn(asked, session, ticket)
    const decision = fieldOf(request, 'decision')
    if (decision !== 'allow' && decision !== 'decline') throw new PageRefusal('request_malformed')
    // Two posts at once, or one sent again: one of them finds the ticket.
    if (!(await linkRequests.take(ticket)))
      throw new PageRefusal('ticket_unknown', aboutAsked(asked, asked.row))
    return decision === 'allow' ? allow(request, reply, asked, session) : decline(request, reply, asked)
  })

  async function allow(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
    session: Session,
  ): Promise<FastifyReply> {
    const { row, owner, scopes } = asked
    const { provider } = row
    recordStep(audit, request, 'consented', aboutAsked(asked, row))
    const sessionDigest = ticketDigest(session.id)
    const { state } = await authorizations.create({ owner, scopes, provider: provider.name, sessionDigest })
    const verifier = codeVerifier(session.id, state)
    const redirectUri = callbackOf(provider.name)
    return reply.redirect(await authorizationUrl(provider, { redirectUri, scopes, state, verifier }), 303)
  }

  function decline(request: FastifyRequest, reply: FastifyReply, asked: Asked): FastifyReply {
    recordStep(audit, request, 'declined', aboutAsked(asked, asked.row))
    return sendPage(reply, declinedPage(asked.row, aiHost))
  }

  /**
   * With what the person has granted to this server already: the new grant takes the place of the old one, and must not
   * be less because of who asked for what first. Less is theirs to choose.
   */
  async function scopesOf({ owner, scopes, exact }: LinkRequested, row: AccessRow): Promise<string[]> {
    const granted = exact ? [] : await links.grantedTo(owner)
    return [...new Set([...granted.filter((scope) => row.scopes.includes(scope)), ...scopes])]
  }

  async function find(ticket: string): Promise<Asked> {
    const asked = await linkRequests.find(ticket)
    const row = asked && options.accessControl.ofClient(asked.owner.client)
    if (asked === undefined || row === undefined) throw new PageRefusal('ticket_unknown')
    return { ...asked, row, scopes: withAccountScopes(row, await scopesOf(asked, row)) }
  }
}

/**
 * The person who opens the link must be the one who asked. Otherwise an attacker sends theirs to somebody else, who
 * connects their account to the attacker's agent (MCP 2026-07-28, Elicitation, phishing).
 */
function enforceOwn(asked: Asked, { id, tid, oid, username }: Session, ticket: string): void {
  if (tid === asked.owner.tid && oid === asked.owner.oid) return
  throw new PageRefusal('link_foreign', {
    ...aboutAsked(asked, asked.row),
    subject: { tid, oid },
    diagnostics: { asked_by: asked.owner.oid },
    switchAccount: { username, csrf: formToken(id), returnTo: `/connect/${ticket}` },
  })
}
