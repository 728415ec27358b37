import type { FastifyReply, FastifyRequest } from 'fastify'
import { browserOf } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Interaction } from '../state/interactions.ts'
import type { Visit } from './continue-flow.ts'

export interface PostedForm {
  browser: string
  interaction: Interaction
  visit: Visit
  /** The field that holds the person's choice. */
  choice: string
}

/**
 * What a form posts back: the interaction's id and one choice.
 * @param form the page that was shown, and the name of its buttons
 * @throws EntraError `interaction_unknown`: another browser's, another page's, used before, or too old
 */
export function readForm(
  idp: IdentityProvider,
  request: FastifyRequest,
  reply: FastifyReply,
  form: { step: Interaction['step']; field: string },
): PostedForm {
  const body = (request.body ?? {}) as Record<string, unknown>
  const id = body['interaction']
  const choice = body[form.field]
  const browser = browserOf(request)
  if (typeof choice !== 'string')
    throw new EntraError('parameter_missing', { fill: { parameter: form.field } })
  if (typeof id !== 'string' || browser === undefined) throw new EntraError('interaction_unknown')

  const interaction = idp.interactions.take(browser, id, form.step)
  const client = interaction && idp.applications.byId(interaction.request.clientId)
  if (interaction === undefined || client === undefined) throw new EntraError('interaction_unknown')
  return { browser, interaction, choice, visit: { request, reply, client, address: interaction.request } }
}
