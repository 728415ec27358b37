import type { FastifyInstance, FastifyRequest } from 'fastify'
import { driveItem } from '../drive-item.ts'
import { GraphError, invalidRequest } from '../graph-error.ts'
import type { Document, Library } from '../library/library.ts'
import { search } from '../library/search.ts'

const READ = { config: { scopes: ['Files.Read'] } }
const MAX_QUERY = 256
const MAX_TOP = 200

/** `GET …/root/children` and `GET …/root/search(q='…')`: only ever what the person may read. */
export function listItems(app: FastifyInstance, library: Library): void {
  app.get('/me/drive/root/children', READ, (request) => {
    return collection(request, library.visibleTo(request.getToken().oid))
  })

  // A wildcard, because find-my-way limits the length of a parameter, and a long query deserves a clear 400.
  // The words that a person looks for are in the path: no log line for the request.
  app.get('/me/drive/root/*', { ...READ, logLevel: 'warn' }, (request) => {
    const query = searchQuery((request.params as { '*': string })['*'])
    return collection(request, search(query, library.visibleTo(request.getToken().oid)))
  })
}

function collection(request: FastifyRequest, documents: readonly Document[]) {
  const { $top: top } = request.query as { $top?: string | string[] }
  return { value: documents.slice(0, top === undefined ? undefined : limit(top)).map(driveItem) }
}

function limit(top: string | string[]): number {
  const value = typeof top === 'string' && /^\d{1,3}$/.test(top) ? Number(top) : 0
  if (value < 1 || value > MAX_TOP) throw invalidRequest(`$top must be a number from 1 to ${MAX_TOP}.`)
  return value
}

/** OData function call: the string literal is in single quotes, and a quote inside it is doubled. */
function searchQuery(call: string): string {
  const literal = /^search\(q='((?:[^']|'')*)'\)$/su.exec(call)?.[1]
  if (literal === undefined) {
    if (call.startsWith('search')) throw invalidRequest("Write search(q='words'), and ' inside it as ''.")
    throw new GraphError(404, 'itemNotFound', 'There is no such path below root.')
  }
  const query = literal.replaceAll("''", "'").trim()
  if (query === '') throw invalidRequest('The search query is empty.')
  if (query.length > MAX_QUERY) {
    throw invalidRequest(`The search query is longer than ${MAX_QUERY} characters.`)
  }
  return query
}
