import type { FastifyInstance } from 'fastify'
import type { AuthorizationServer } from './authorization-server.ts'
import { replyUrl } from './authorization-request.ts'
import { readForm } from './posted-form.ts'

/** The consent page's form: the person has accepted, or declined. */
export function consent(app: FastifyInstance, server: AuthorizationServer): void {
  app.post('/consent', (request, reply) => {
    const { interaction, choice } = readForm(server, request, { step: 'consent', field: 'decision' })
    const { request: asked, account } = interaction
    const answer = choice === 'accept' ? { code: server.codes.issue({ ...asked, account }) } : DECLINED
    return reply.redirect(replyUrl(asked, server.issuer, answer), 303)
  })
}

const DECLINED = { error: 'access_denied', error_description: 'The person has declined' }
