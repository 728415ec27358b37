import type { AccessToken } from '../access-token.ts'
import type { Refusal } from '../refusal.ts'
import type { AuditEntry } from './record.ts'

export interface Presentation {
  senderConstraint: 'dpop' | 'none'
  /** The token's letter on the walk-through. */
  tokenName?: string
}

/** Who presented which token, for the audit record. Claims only. */
export function presented(
  token: AccessToken,
  { senderConstraint, tokenName }: Presentation,
): Partial<AuditEntry> {
  return {
    subject: { tid: token.tid, oid: token.oid },
    client: { app_id: token.clientId },
    token: {
      ...(tokenName === undefined ? {} : { name: tokenName }),
      uti: token.uti,
      issuer: token.issuer,
      audience: token.audience,
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
    },
    scopes: { granted: [...token.scopes] },
    acrs: [...token.acrs],
    binding: { method: senderConstraint, ...(token.jkt === undefined ? {} : { jkt: token.jkt }) },
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
