import type { FastifyRequest } from 'fastify'
import type { Interaction } from '../state/interactions.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { browserOf } from './browser-cookie.ts'
import type { Client } from './clients.ts'
import { Unanswerable } from './oauth-error.ts'

export interface PostedForm<Step extends Interaction['step']> {
  browser: string
  interaction: Extract<Interaction, { step: Step }>
  client: Client
  /** The field that holds the person's choice. */
  choice: string
}

/**
 * What a form posts back: the interaction's id and one choice.
 * @param field the name of the page's buttons
 * @throws Unanswerable another browser's, another page's, used before, or too old
 */
export function readForm<Step extends Interaction['step']>(
  { provider, interactions, clients }: AuthorizationServer,
  request: FastifyRequest,
  { step, field }: { step: Step; field: string },
): PostedForm<Step> {
  const body = (request.body ?? {}) as Record<string, unknown>
  const id = body['interaction']
  const choice = body[field]
  const browser = browserOf(request, provider.name)
  if (typeof choice !== 'string') throw new Unanswerable(`The form has no ${field}.`)
  const interaction =
    typeof id === 'string' && browser !== undefined ? interactions.take(browser, id, step) : undefined
  const client = interaction && clients.find(interaction.request.clientId)
  if (browser === undefined || interaction === undefined || client === undefined) {
    throw new Unanswerable('This page was used before, is too old, or belongs to another browser.')
  }
  return { browser, interaction, client, choice }
}
