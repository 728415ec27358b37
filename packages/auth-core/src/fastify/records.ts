import type { FastifyRequest } from 'fastify'
import type { AccessToken } from '../access-token.ts'
import { diagnosed, presented, type Presentation } from '../audit/presented.ts'
import type { AuditEntry } from '../audit/record.ts'
import { redactTokens } from '../redact.ts'
import type { Refusal } from '../refusal.ts'

/** Where the request came from. A user agent is the caller's own text: cut short. */
export function origin(
  request: Pick<FastifyRequest, 'ip' | 'headers'>,
): Pick<AuditEntry, 'ip' | 'user_agent'> {
  const agent = request.headers['user-agent']
  return { ip: request.ip, ...(agent === undefined ? {} : { user_agent: redactTokens(agent).slice(0, 256) }) }
}

export function acceptedEntry(
  request: FastifyRequest,
  token: AccessToken,
  options: Presentation,
): AuditEntry {
  return { event: 'token_accepted', outcome: 'success', ...presented(token, options), ...origin(request) }
}

export function refusedEntry(
  request: FastifyRequest,
  verified: AccessToken | undefined,
  refusal: Refusal,
  options: Presentation,
): AuditEntry {
  const { scopes, token = verified } = refusal.params
  const held = token === undefined ? {} : presented(token, options)
  return {
    event: 'token_accepted',
    outcome: refusal.reason === 'dpop_nonce_required' ? 'challenge' : 'failure',
    reason: refusal.reason,
    ...held,
    ...(scopes === undefined ? {} : { scopes: { ...held.scopes, requested: [...scopes] } }),
    ...diagnosed(refusal),
    ...origin(request),
  }
}
