import type { FastifyRequest } from 'fastify'
import { accessDenied, invalidRequest, itemNotFound } from '../graph-error.ts'
import type { Document, Library } from '../library/library.ts'
import { allows, type Role } from '../library/role.ts'

const ITEM_ID = /^[A-Za-z0-9!-]{1,64}$/

/** What each role is needed for, in words for the person. */
const NEEDED_FOR: Readonly<Record<Role, string>> = {
  read: 'read this item',
  write: 'share this item: write permission is needed',
  owner: 'delete this item: only its owner may',
}

/**
 * The document that the route names, if the *person* behind the token may do this with it. The scope of the
 * token says what the agent may try; this says what the person may do, and it is asked each time.
 * @throws GraphError 400 for what cannot be an id, 404 for what the person cannot see, 403 for what they may
 *   see but not do
 */
export function permittedItem(library: Library, request: FastifyRequest, needed: Role): Document {
  const { id } = request.params as { id: string }
  if (!ITEM_ID.test(id))
    throw invalidRequest('The item id is malformed: 1 to 64 letters, digits, "!" or "-".')
  const document = library.find(request.getToken().oid, id)
  if (document === undefined) throw itemNotFound()
  if (!allows(document.role, needed)) throw accessDenied(`The user may not ${NEEDED_FOR[needed]}.`)
  return document
}
