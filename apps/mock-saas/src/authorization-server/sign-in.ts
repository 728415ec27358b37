import type { FastifyInstance } from 'fastify'
import { consentPage } from '../pages/consent-page.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { Unanswerable } from './oauth-error.ts'
import { readForm } from './posted-form.ts'

/** The sign-in page's form: the person has chosen an account. */
export function signIn(app: FastifyInstance, server: AuthorizationServer): void {
  const { provider, interactions } = server
  app.post('/sign-in', (request, reply) => {
    const form = readForm(server, request, { step: 'sign_in', field: 'account' })
    const account = provider.accounts.find(({ login }) => login === form.choice)
    if (account === undefined) throw new Unanswerable('There is no such account.')
    const asked = form.interaction.request
    const interaction = interactions.open(form.browser, {
      step: 'consent',
      request: asked,
      account: account.login,
    })
    const page = consentPage(server, { interaction, client: form.client, account, request: asked })
    return provider.sendPage(reply, page)
  })
}
