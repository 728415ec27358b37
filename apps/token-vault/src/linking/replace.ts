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
import { storeOrAsk } from './store-or-ask.ts'

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
    const page = { row: rowOf(pending), pending: request.params.id, csrf: formToken(session.id) }
    return sendPage(reply, swapPage({ ...page, before: pending.before, now: pending.grant.account }))
  })

  app.post<{ Params: { id: string } }>('/replace/:id', { config }, async (request, reply) => {
    const session = await door.posted(request)
    const decision = fieldOf(request, 'decision')
    if (decision !== 'replace' && decision !== 'keep') throw new PageRefusal('request_malformed')
    const pending = await replacements.take(request.params.id, ticketDigest(session.id))
    if (pending === undefined) {
      throw new PageRefusal('replacement_unknown', { subject: { tid: session.tid, oid: session.oid } })
    }
    const next = decision === 'keep' ? await keep(request, pending) : await replace(request, pending)
    return reply.redirect(next, 303)
  })

  async function keep(request: FastifyRequest, pending: Replacement): Promise<string> {
    const row = rowOf(pending)
    recordStep(audit, request, 'kept', aboutReplacement(pending, row))
    await giveBack(request, row.provider, pending.grant.tokens, aboutReplacement(pending, row))
    return `/connected/${row.server}`
  }

  /** Asks again when it is a third account by now. What cannot be put is given back: it is nowhere else any more. */
  async function replace(request: FastifyRequest, pending: Replacement): Promise<string> {
    const row = rowOf(pending)
    try {
      return await storeOrAsk({ links, replacements }, pending, row.server, pending.before)
    } catch (error) {
      await giveBack(request, row.provider, pending.grant.tokens, aboutReplacement(pending, row))
      throw error
    }
  }

  function rowOf({ owner }: Pick<Replacement, 'owner'>): AccessRow {
    const row = accessControl.ofClient(owner.client)
    if (row === undefined) throw new PageRefusal('server_unknown')
    return row
  }
}

function aboutReplacement({ owner, grant: { scopes } }: Replacement, row: AccessRow) {
  return aboutAsked({ owner, scopes }, row)
}
