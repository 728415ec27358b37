import {
  durationSince,
  enforceScopes,
  Refusal,
  type AuditEntry,
  type AuditLog,
} from '@chain-of-trust/auth-core'
import { diagnosed, origin, presented } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { AccessControl, AccessRow } from '../access/access-control.ts'
import type { LinkRequired, Released } from '../access/access.ts'
import { Unsealable } from '../envelope/vault-cipher.ts'
import type { LinkRequests } from '../linking/link-requests.ts'
import type { Vault } from '../vault.ts'
import { BadRequest, ProviderScopes, readBody } from './body.ts'
import { outageOf } from './outage.ts'

const Body = z.strictObject({
  /** The provider's, that the tool needs. */
  scopes: ProviderScopes,
  /** Generation of the token that the provider has just turned down. */
  rejected: z.int().positive().optional(),
})

export interface AccessTokenOptions {
  vault: Pick<Vault, 'access'>
  accessControl: AccessControl
  linkRequests: Pick<LinkRequests, 'createLinkRequest'>
  audit: AuditLog
  senderConstraint: 'dpop' | 'none'
}

/**
 * Hands a short access token to the MCP server that it is for, for the person who called it. Person and server come
 * from the verified token and from nowhere else: there is no parameter with which to ask for another one's.
 */
export function accessToken(app: FastifyInstance, options: AccessTokenOptions): void {
  const { vault, accessControl, linkRequests, audit, senderConstraint } = options

  app.post('/access-token', { config: { audit: 'exchange' } }, async (request, reply) => {
    const token = request.getToken()
    const owner = { tid: token.tid, oid: token.oid, client: token.clientId }
    const told: Partial<AuditEntry> = {
      ...presented(token, { senderConstraint, tokenName: 'C' }),
      ...origin(request),
    }
    try {
      enforceScopes(token, ['Vault.Use'])
      const { scopes, rejected } = readBody(Body, request.body)
      const row = permitted(accessControl, token.clientId, scopes)
      told.link = { provider: row.provider.name, scopes: { requested: scopes } }
      const begun = performance.now()
      const access = await vault.access({ owner, row, scopes, rejected })
      told.duration_ms = durationSince(begun)
      return access.is === 'released'
        ? await release(reply, row, access, told)
        : await ask(reply, row, access, told)
    } catch (error) {
      throw recorded(outageOf(error) ?? error, request, told)
    }
  })

  async function release(
    reply: FastifyReply,
    { provider }: AccessRow,
    access: Released,
    told: Partial<AuditEntry>,
  ): Promise<FastifyReply> {
    const { link, accessToken: secret, expiresIn } = access
    const { generation, account, scopes } = link
    const about = { ...told.link!, scopes: { ...told.link!.scopes, granted: [...scopes] }, generation }
    audit.write({ ...told, event: 'token_released', outcome: 'success', link: about })
    return reply.send({
      access_token: secret.reveal(),
      token_type: 'Bearer',
      expires_in: expiresIn,
      scopes,
      provider: provider.name,
      account,
      generation,
    })
  }

  async function ask(
    reply: FastifyReply,
    { client, provider }: AccessRow,
    { reason, scopes }: LinkRequired,
    told: Partial<AuditEntry>,
  ): Promise<FastifyReply> {
    const { tid, oid } = told.subject!
    const { url, expiresAt } = await linkRequests.createLinkRequest({ tid, oid, client }, scopes)
    audit.write({ ...told, event: 'token_released', outcome: 'failure', reason })
    return reply.code(409).send({
      error: 'link_required',
      reason,
      provider: provider.name,
      provider_name: provider.displayName,
      scopes,
      connect_url: url,
      expires_at: new Date(expiresAt).toISOString(),
    })
  }

  /** Every failure of the route is on the record as what it is: a token that was not released. */
  function recorded(error: unknown, { log }: FastifyRequest, told: Partial<AuditEntry>): unknown {
    const failure = { ...told, event: 'token_released', outcome: 'failure' } as const
    if (error instanceof Refusal) {
      audit.write({ ...failure, reason: error.reason, ...diagnosed(error) })
      error.recorded = true
    } else if (error instanceof BadRequest) {
      audit.write({ ...failure, reason: 'request_malformed' })
    } else if (error instanceof Unsealable) {
      log.error({ err: error }, 'somebody wrote to the database')
      audit.write({ ...failure, reason: 'unsealable' })
    }
    return error
  }
}

/** @throws Refusal for a client without a row, and for scopes beyond it */
function permitted(accessControl: AccessControl, client: string, scopes: readonly string[]): AccessRow {
  const row = accessControl.ofClient(client)
  if (row === undefined) throw new Refusal('operation_not_permitted', { detail: 'no linkedAccounts row' })
  const beyond = scopes.filter((scope) => !row.scopes.includes(scope))
  if (beyond.length > 0) {
    throw new Refusal('operation_not_permitted', { detail: `beyond linkedAccounts: ${beyond.join(' ')}` })
  }
  return row
}
