import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The page that the request asks for (`per_page` 30, at most 100; `page` 1), with GitHub's `Link` header (RFC 8288).
 * @param origin that the links carry
 */
export function paginate<Item>(
  items: readonly Item[],
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
): Item[] {
  const query = request.query as Record<string, unknown>
  const perPage = Math.min(numberOf(query['per_page'], 30), 100)
  const page = numberOf(query['page'], 1)
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const link = (rel: string, target: number) => {
    const url = new URL(request.url, origin)
    url.searchParams.set('page', String(target))
    return `<${url.href}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ]
  if (links.length > 0) reply.header('link', links.join(', '))
  return items.slice((page - 1) * perPage, page * perPage)
}

/** What is no positive number counts as absent, as with GitHub. */
function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : otherwise
}
