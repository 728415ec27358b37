import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessRow } from '../access/access-control.ts'
import { swapPage } from '../pages/outcome-pages.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { sendPage } from '../pages/site.ts'
import type { Door } from '../session/door.ts'
import { fieldOf, formToken } from '../session/form.ts'
import { ticketDigest } from '../session/ticket.ts'
import type { GiveBack } from './give-back.ts'
import type { LinkingOptions } from './options.ts'
import { aboutAsked, recordStep } from './record.ts'
import type { Replacement, Replacements } from './replacements.ts'

export type ReplaceOptions = Pick<LinkingOptions, 'accessControl' | 'links' | 'audit'> & {
  door: Door
  replacements: Replacements
  giveBack: GiveBack
}

/** `/replace/<id>`: another account than the linked one came back. Which one stays is the person's to say. */
export function replaceRoutes(app: FastifyInstance, options: ReplaceOptions): void {
  const { door, replacements, giveBack, accessControl, links, audit } = options
  const config = { public: true }

  app.get<{ Params: { id: string } }>('/replace/:id', { config }, async (request, reply) => {
    const session = await door.session(request)
    const pending = session && (await replacements.find(request.params.id, ticketDigest(session.id)))
    if (session === undefined || pending === undefined) throw new PageRefusal('replacement_unknown')
    const { owner, grant } = pending
    const before = await links.accountOf(owner)
    const page = { row: rowOf(pending), pending: request.params.id, csrf: formToken(session.id) }
    return sendPage(reply, swapPage({ ...page, before: before ?? grant.account, now: grant.account }))
  })

  app.post<{ Params: { id: string } }>('/replace/:id', { config }, async (request, reply) => {
    const session = await door.posted(request)
    const decision = fieldOf(request, 'decision')
    if (decision !== 'replace' && decision !== 'keep') throw new PageRefusal('request_malformed')
    const pending = await replacements.take(request.params.id, ticketDigest(session.id))
    if (pending === undefined) {
      throw new PageRefusal('replacement_unknown', { subject: { tid: session.tid, oid: session.oid } })
    }
    if (decision === 'keep') await keep(request, pending)
    else await links.store(pending.owner, pending.grant)
    return reply.redirect(`/connected/${rowOf(pending).server}`, 303)
  })

  async function keep(request: FastifyRequest, pending: Replacement): Promise<void> {
    const row = rowOf(pending)
    const about = aboutAsked({ owner: pending.owner, scopes: pending.grant.scopes }, row)
    recordStep(audit, request, 'kept', about)
    await giveBack(request, row.provider, pending.grant.tokens, about)
  }

  function rowOf({ owner }: Pick<Replacement, 'owner'>): AccessRow {
    const row = accessControl.ofClient(owner.client)
    if (row === undefined) throw new PageRefusal('server_unknown')
    return row
  }
}
