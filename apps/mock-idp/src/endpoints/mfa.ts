import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance } from 'fastify'
import { nextStep } from '../authorization-flow.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { answerError, continueFlow } from './continue-flow.ts'
import { readForm } from './posted-form.ts'

/** The MFA page's form: the person has approved the request, or not. */
export function mfa(app: FastifyInstance, idp: IdentityProvider): void {
  app.post('/:tenant/mfa', (request, reply) => {
    const form = readForm(idp, request, reply, { step: 'mfa', field: 'mfa' })
    const { browser, interaction, visit, choice } = form
    const { progress } = interaction
    if (choice !== 'approve') return answerError(idp, visit, new EntraError('mfa_denied'))

    // Which contexts were open is worked out again: the form has no say in it.
    const sessions = idp.browserSessions.list(browser)
    const open = nextStep(idp, interaction.request, sessions, progress)
    if (open.step === 'mfa') {
      idp.browserSessions.addSecondFactor(browser, open.account.oid, open.acrs)
      idp.accounts.registerMfa(open.account.oid)
      idp.audit.write({
        event: 'sign_in',
        outcome: 'success',
        subject: { tid: idp.tenantId, oid: open.account.oid },
        client: { app_id: visit.client.appId },
        acrs: [...open.acrs],
        ...origins(request),
      })
    }
    return continueFlow(idp, visit, interaction.request, {
      browser,
      progress: { ...progress, approved: true },
    })
  })
}
