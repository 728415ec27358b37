import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance } from 'fastify'
import { nextStep } from '../authorization-flow.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { answerError, continueFlow } from './continue-flow.ts'
import { readForm } from './posted-form.ts'

/** The consent page's form: the person has accepted, or declined. */
export function consent(app: FastifyInstance, idp: IdentityProvider): void {
  app.post('/:tenant/consent', (request, reply) => {
    const form = readForm(idp, request, reply, { step: 'consent', field: 'decision' })
    const { browser, interaction, visit, choice } = form
    const { progress } = interaction

    // What the page listed is worked out again: the form has no say in it.
    const open = nextStep(idp, interaction.request, idp.browserSessions.list(browser), progress)
    if (open.step !== 'consent') return continueFlow(idp, visit, interaction.request, { browser, progress })

    const accepted = choice === 'accept'
    for (const { client, resource, scopes } of open.items) {
      if (accepted) idp.consents.grant(open.account.oid, client.appId, resource.appId, scopes)
      idp.audit.write({
        event: 'consent',
        outcome: accepted ? 'success' : 'failure',
        ...(accepted ? {} : { reason: 'consent_declined' }),
        subject: { tid: idp.tenantId, oid: open.account.oid },
        client: { app_id: client.appId },
        token: { audience: resource.appId },
        scopes: accepted ? { requested: [...scopes], granted: [...scopes] } : { requested: [...scopes] },
        ...origins(request),
      })
    }
    if (!accepted) return answerError(idp, visit, new EntraError('consent_declined'))
    return continueFlow(idp, visit, interaction.request, {
      browser,
      progress: { ...progress, consented: true },
    })
  })
}
