import type { FastifyInstance, FastifyRequest } from 'fastify'
import { withAccountScopes, type AccessRow } from '../access/access-control.ts'
import { donePage } from '../pages/outcome-pages.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { portalPage } from '../pages/portal-page.ts'
import { sendPage } from '../pages/site.ts'
import type { Door } from '../session/door.ts'
import { fieldOf, fieldsOf, formToken } from '../session/form.ts'
import type { Session } from '../session/sessions.ts'
import type { Owner } from '../store/link-store.ts'
import type { LinkingOptions } from './options.ts'

export type PortalOptions = Pick<
  LinkingOptions,
  'accessControl' | 'links' | 'linkRequests' | 'store' | 'aiHost'
> & { door: Door }

/**
 * `GET /`: a person's own links, which they can begin and end here; where a client sends people that cannot be
 * elicited. Whose they are, says the session; a server's name chooses among them.
 */
export function portalRoutes(app: FastifyInstance, options: PortalOptions): void {
  const { door, accessControl, links, linkRequests, store, aiHost } = options
  const config = { public: true }

  app.get('/', { config }, async (request, reply) => {
    const session = await door.session(request)
    if (session === undefined) return door.send(request, reply, '/')
    const held = await store.list({ tid: session.tid, oid: session.oid })
    const entries = accessControl.rows.map((row) => ({
      row,
      link: held.find(({ owner }) => owner.client === row.client),
    }))
    return sendPage(reply, portalPage({ username: session.username, entries, csrf: formToken(session.id) }))
  })

  app.get<{ Params: { server: string } }>('/connected/:server', { config }, async (request, reply) => {
    const session = await door.session(request)
    if (session === undefined) return door.send(request, reply, '/')
    const row = rowOf(request.params.server)
    const link = await store.find(ownerOf(session, row))
    if (link?.state !== 'linked') return reply.redirect('/', 303)
    return sendPage(reply, donePage({ row, account: link.account, scopes: link.scopes, aiHost }))
  })

  app.post('/connections/begin', { config }, async (request, reply) => {
    const { owner, row } = await posted(request)
    const chosen = fieldsOf(request, 'scope')
    if (!chosen.every((scope) => row.scopes.includes(scope))) throw new PageRefusal('request_malformed')
    const { url } = await linkRequests.createLinkRequest(owner, withAccountScopes(row, chosen), {
      exact: true,
    })
    return reply.redirect(url, 303)
  })

  app.post('/connections/end', { config }, async (request, reply) => {
    const { owner } = await posted(request)
    await links.end(owner)
    return reply.redirect('/', 303)
  })

  async function posted(request: FastifyRequest): Promise<{ owner: Owner; row: AccessRow }> {
    const session = await door.posted(request)
    const row = rowOf(fieldOf(request, 'server') ?? '')
    return { owner: ownerOf(session, row), row }
  }

  function rowOf(server: string): AccessRow {
    const row = accessControl.ofServer(server)
    if (row === undefined) throw new PageRefusal('server_unknown')
    return row
  }
}

function ownerOf({ tid, oid }: Session, { client }: AccessRow): Owner {
  return { tid, oid, client }
}
