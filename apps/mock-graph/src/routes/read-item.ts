import type { FastifyInstance } from 'fastify'
import { driveItem } from '../drive-item.ts'
import type { Library } from '../library/library.ts'
import { permittedItem } from './access.ts'

const READ = { config: { scopes: ['Files.Read'] } }

/** `GET …/items/{id}` and `GET …/items/{id}/content` (Graph redirects to a download URL; here the text comes at once). */
export function readItem(app: FastifyInstance, library: Library): void {
  app.get('/me/drive/items/:id', READ, (request) => driveItem(permittedItem(library, request, 'read')))

  app.get('/me/drive/items/:id/content', READ, (request, reply) => {
    const { content } = permittedItem(library, request, 'read')
    return reply.type('text/markdown; charset=utf-8').send(content)
  })
}
