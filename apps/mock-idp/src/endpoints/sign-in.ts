import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance } from 'fastify'
import { setBrowser } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { continueFlow } from './continue-flow.ts'
import { readForm } from './posted-form.ts'

/** The sign-in page's form: the person has chosen who they are. */
export function signIn(app: FastifyInstance, idp: IdentityProvider): void {
  app.post('/:tenant/login', (request, reply) => {
    const form = readForm(idp, request, reply, { step: 'sign_in', field: 'user' })
    const { browser, interaction, visit, choice: oid } = form
    const record = {
      event: 'sign_in',
      subject: { tid: idp.tenantId, oid },
      client: { app_id: visit.client.appId },
      ...origins(request),
    } as const

    const account = idp.accounts.find(oid)
    if (account === undefined) throw new EntraError('user_unknown', { fill: { tenant: idp.tenantName } })
    if (!account.accountEnabled) {
      const { reason, message } = new EntraError('user_disabled')
      idp.audit.write({ ...record, outcome: 'failure', reason })
      return continueFlow(idp, visit, interaction.request, { browser, progress: {}, problem: message })
    }

    const authenticatedAt = Math.max(idp.now(), account.sessionsValidFrom)
    const renewed = idp.browserSessions.signIn(browser, oid, authenticatedAt)
    setBrowser(reply, renewed)
    idp.audit.write({ ...record, outcome: 'success' })
    return continueFlow(idp, visit, interaction.request, { browser: renewed, progress: { oid } })
  })
}
