import type { AuditEntry, AuditLog } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import type { FastifyRequest } from 'fastify'
import type { ProviderTokens } from '../envelope/vault-cipher.ts'
import type { Fetch } from '../providers/oauth-request.ts'
import type { Provider } from '../providers/provider.ts'
import { requestRevocation } from '../refresh/provider-request.ts'

/** Ends a grant at its provider that becomes no link (RFC 7009). Never throws: the reason why it is given back goes on. */
export type GiveBack = (
  request: FastifyRequest | undefined,
  provider: Provider,
  tokens: ProviderTokens,
  about: Partial<AuditEntry>,
) => Promise<void>

export function createGiveBack(audit: AuditLog, fetch: Fetch): GiveBack {
  return async (request, provider, tokens, about) => {
    const answer = await requestRevocation(provider, tokens, fetch)
    const where = request === undefined ? {} : origin(request)
    const revoked = answer.outcome === 'revoked'
    audit.write({
      event: 'account_link',
      outcome: revoked ? 'success' : 'failure',
      reason: revoked ? 'given_back' : 'revocation_failed',
      ...about,
      ...where,
      ...(revoked ? {} : { diagnostics: { detail: answer.detail } }),
    })
  }
}
