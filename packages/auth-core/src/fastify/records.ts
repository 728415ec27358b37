import type { FastifyRequest } from 'fastify'
import type { AccessToken } from '../access-token.ts'
import type { AuditEntry } from '../audit/record.ts'
import { redactTokens } from '../redact.ts'
import type { Refusal } from '../refusal.ts'

interface RecordOptions {
  senderConstraint: 'dpop' | 'none'
  tokenName?: string
}

/** Where the request came from. A user agent is the caller's own text: cut short. */
export function origin(
  request: Pick<FastifyRequest, 'ip' | 'headers'>,
): Pick<AuditEntry, 'ip' | 'user_agent'> {
  const agent = request.headers['user-agent']
  return { ip: request.ip, ...(agent === undefined ? {} : { user_agent: redactTokens(agent).slice(0, 256) }) }
}

/** Who presented which token. */
export function presented(
  token: AccessToken,
  { senderConstraint, tokenName }: RecordOptions,
): Partial<AuditEntry> {
  return {
    subject: { tid: token.tid, oid: token.oid },
    client: { app_id: token.clientId },
    token: {
      ...(tokenName === undefined ? {} : { name: tokenName }),
      uti: token.uti,
      audience: token.audience,
      expires_at: token.expiresAt,
    },
    scopes: { granted: [...token.scopes] },
    acrs: [...token.acrs],
    binding: { method: senderConstraint, ...(token.jkt === undefined ? {} : { jkt: token.jkt }) },
  }
}

export function acceptedEntry(
  request: FastifyRequest,
  token: AccessToken,
  options: RecordOptions,
): AuditEntry {
  return { event: 'token_accepted', outcome: 'success', ...presented(token, options), ...origin(request) }
}

export function refusedEntry(
  request: FastifyRequest,
  verified: AccessToken | undefined,
  refusal: Refusal,
  options: RecordOptions,
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

/** What was amiss, and what a tier behind us was told by its authorization server. */
export function diagnosed({ params: { detail, failure } }: Refusal): Pick<AuditEntry, 'diagnostics'> {
  const { kind, correlation_id } = failure ?? {}
  const diagnostics = {
    ...(detail === undefined ? {} : { detail }),
    ...(kind === undefined ? {} : { kind }),
    ...(correlation_id === undefined ? {} : { correlation_id }),
  }
  return Object.keys(diagnostics).length === 0 ? {} : { diagnostics }
}
