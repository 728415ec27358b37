import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { readingScopes, type AccessControl, type AccessRow } from '../access/access-control.ts'
import type { LinkRequests } from '../linking/link-requests.ts'
import type { Links } from '../links/links.ts'
import type { LinkStore, Owner, StoredLink } from '../store/link-store.ts'
import { BadRequest, ProviderScopes, readBody } from './body.ts'
import { outageOf } from './outage.ts'

const Body = z.strictObject({
  /** As the person has chosen them. Absent: what reads, and what is granted. */
  scopes: ProviderScopes.optional(),
  /** The scopes are those of a call that waits: what is granted already stays. */
  in_addition: z.boolean().default(false),
})

export interface LinksRoutesOptions {
  store: Pick<LinkStore, 'list'>
  links: Links
  accessControl: AccessControl
  linkRequests: Pick<LinkRequests, 'createLinkRequest'>
}

/**
 * The person's own links, for the application through which they look at them: whose, says the verified token; a server's
 * name chooses among that person's own.
 */
export function linksRoutes(app: FastifyInstance, options: LinksRoutesOptions): void {
  const { store, links, accessControl, linkRequests } = options
  const config = { scopes: ['Links.Manage'] }

  app.get('/links', { config }, (request) => listed(request))

  app.post('/links/:server/requests', { config }, async (request, reply) => {
    const row = rowOf(request)
    if (row === undefined) return reply.code(404).send({ error: 'not_found' })
    const body = readBody(Body, request.body ?? {})
    const { scopes = readingScopes(row) } = body
    const exact = body.scopes !== undefined && !body.in_addition
    const beyond = scopes.filter((scope) => !row.scopes.includes(scope))
    if (beyond.length > 0) throw new BadRequest(`scopes: ${row.server} may not have ${beyond.join(', ')}`)
    const made = await answering(linkRequests.createLinkRequest(ownerOf(request, row), scopes, { exact }))
    return reply.code(201).send({ connect_url: made.url, expires_at: new Date(made.expiresAt).toISOString() })
  })

  app.delete('/links/:server', { config }, async (request, reply) => {
    const row = rowOf(request)
    const state = row && (await answering(links.end(ownerOf(request, row))))
    if (state === undefined) return reply.code(404).send({ error: 'not_found' })
    return { state }
  })

  async function listed(request: FastifyRequest): Promise<{ links: object[] }> {
    const { tid, oid } = request.getToken()
    const held = await answering(store.list({ tid, oid }))
    return { links: accessControl.rows.map((row) => entry(row, held)) }
  }

  function rowOf(request: FastifyRequest): AccessRow | undefined {
    return accessControl.ofServer((request.params as { server: string }).server)
  }
}

function ownerOf(request: FastifyRequest, { client }: AccessRow): Owner {
  const { tid, oid } = request.getToken()
  return { tid, oid, client }
}

/** One entry for each server that may have an account, so that a page can offer to connect it. */
function entry(row: AccessRow, held: readonly StoredLink[]): object {
  const { server, provider, client, scopes: possible_scopes } = row
  const link = held.find(({ owner, provider: name }) => owner.client === client && name === provider.name)
  const about = {
    server,
    provider: provider.name,
    provider_name: provider.displayName,
    possible_scopes,
    default_scopes: readingScopes(row),
    required_scopes: provider.accountScopes,
  }
  if (link === undefined) return { ...about, state: 'not_linked', scopes: [] }
  const { state, account, scopes, linkedAt, refreshedAt, lastUsedAt } = link
  return {
    ...about,
    state,
    account,
    scopes,
    linked_at: iso(linkedAt),
    refreshed_at: iso(refreshedAt),
    last_used_at: iso(lastUsedAt),
  }
}

function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString()
}

async function answering<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw outageOf(error) ?? error
  }
}
