import type { FastifyInstance } from 'fastify'
import { driveItem } from '../drive-item.ts'
import { invalidRequest } from '../graph-error.ts'
import type { Document, Library } from '../library/library.ts'
import { permittedItem } from './access.ts'

const READ = { config: { scopes: ['Files.Read'] } }

/** `GET …/items/{id}` and `GET …/items/{id}/content` (Graph redirects to a download URL; here the text comes at once). */
export function readItem(app: FastifyInstance, library: Library): void {
  app.get('/me/drive/items/:id', READ, (request) => {
    const { $select: select } = request.query as { $select?: string | string[] }
    const document = permittedItem(library, request, 'read')
    return select === undefined ? driveItem(document) : selected(document, String(select))
  })

  app.get('/me/drive/items/:id/content', READ, (request, reply) => {
    const { content } = permittedItem(library, request, 'read')
    return reply.type('text/markdown; charset=utf-8').send(content)
  })
}

/** OData 4.01: `content` is a stream property; it comes only when selected, and then as base64url. */
function selected(document: Document, select: string): Record<string, unknown> {
  const properties: Record<string, unknown> = {
    ...driveItem(document),
    content: Buffer.from(document.content).toString('base64url'),
  }
  const names = select.split(',')
  const unknown = names.find((name) => !Object.hasOwn(properties, name))
  if (unknown !== undefined) throw invalidRequest('$select names a property that a driveItem does not have.')
  return Object.fromEntries(names.map((name) => [name, properties[name]]))
}
