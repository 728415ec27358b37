import type { FastifyInstance } from 'fastify'
import { driveItem } from '../drive-item.ts'
import type { Library } from '../library/library.ts'
import { permittedItem } from './access.ts'

/** `DELETE …/items/{id}`: the owner's right. 204 as in Graph, or what was deleted for `Prefer: return=representation`. */
export function deleteItem(app: FastifyInstance, library: Library): void {
  app.delete('/me/drive/items/:id', { config: { scopes: ['Files.Delete'] } }, (request, reply) => {
    const document = permittedItem(library, request, 'owner')
    library.remove(document.id)
    // RFC 7240 §4.2: the caller may hold no scope to have read the name before.
    if (request.headers['prefer'] !== 'return=representation') return reply.code(204).send()
    reply.header('preference-applied', 'return=representation')
    return { ...driveItem(document), deleted: { state: 'softDeleted' } }
  })
}
