import type { FastifyInstance } from 'fastify'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { answerError, continueFlow } from './continue-flow.ts'
import { readForm } from './posted-form.ts'

/** The confirmation page's form: the person says whether it was they who started the app. */
export function confirm(app: FastifyInstance, idp: IdentityProvider): void {
  app.post('/:tenant/confirm', (request, reply) => {
    const form = readForm(idp, request, reply, { step: 'confirmation', field: 'confirm' })
    const { browser, interaction, visit, choice } = form
    if (choice !== 'continue') return answerError(idp, visit, new EntraError('confirmation_declined'))
    const progress = { ...interaction.progress, confirmed: true }
    return continueFlow(idp, visit, interaction.request, { browser, progress })
  })
}
