import { enforceAuthenticationContext } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { driveItem } from '../drive-item.ts'
import type { Library } from '../library/library.ts'
import { permittedItem } from './access.ts'

/**
 * `DELETE …/items/{id}`: the owner's right. 204 as in Graph, or what was deleted for `Prefer: return=representation`.
 * @param context id of the authentication context that the resource asks for itself, whatever the tiers before
 *   it have asked
 */
export function deleteItem(app: FastifyInstance, library: Library, context?: string): void {
  app.delete('/me/drive/items/:id', { config: { scopes: ['Files.Delete'] } }, (request, reply) => {
    const document = permittedItem(library, request, 'owner')
    // Only now: nobody has to prove anything for what they may not delete, or cannot see.
    if (context !== undefined) enforceAuthenticationContext(request.getToken(), context)
    library.remove(document.id)
    // RFC 7240 §4.2: the caller may hold no scope to have read the name before.
    if (request.headers['prefer'] !== 'return=representation') return reply.code(204).send()
    reply.header('preference-applied', 'return=representation')
    return { ...driveItem(document), deleted: { state: 'softDeleted' } }
  })
}
