import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { personByMail, type Person } from '../directory.ts'
import { invalidRequest } from '../graph-error.ts'
import type { Library } from '../library/library.ts'
import { permittedItem } from './access.ts'

const Invitation = z.object({
  recipients: z
    .array(z.object({ email: z.email('must be a mail address').max(254) }))
    .min(1, 'must name somebody')
    .max(20, 'must name 20 people at most'),
  roles: z.tuple([z.enum(['read', 'write'])], "must be ['read'] or ['write']"),
})

/** `POST …/items/{id}/invite`: whoever may write a document may let others read or write it. */
export function invite(app: FastifyInstance, library: Library): void {
  app.post('/me/drive/items/:id/invite', { config: { scopes: ['Files.Share'] } }, (request) => {
    // Permission first: the answer to a wrong body must not tell that a hidden document exists.
    const document = permittedItem(library, request, 'write')
    const { recipients, roles } = parse(request.body)
    const people = recipients.map(({ email }) => knownPerson(email))
    people.forEach(({ oid }) => library.grant(document.id, oid, roles[0]))
    return {
      value: people.map(({ oid, mail, displayName }) => ({
        id: `${document.id}.${oid}`,
        roles,
        grantedToV2: { user: { id: oid, email: mail, displayName } },
      })),
      // Graph's `permission` does not name the item; the caller may hold no scope to ask for it.
      driveItem: { id: document.id, name: document.name },
    }
  })
}

function parse(body: unknown): z.infer<typeof Invitation> {
  const parsed = Invitation.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw invalidRequest(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  )
}

function knownPerson(mail: string): Person {
  const person = personByMail(mail)
  if (person === undefined) throw invalidRequest('recipients: nobody in the directory has this mail address.')
  return person
}
