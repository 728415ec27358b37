import type { AuditEntry, AuditLog } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import type { FastifyRequest } from 'fastify'
import type { AccessRow } from '../access/access-control.ts'
import type { AskedLink } from './link-requests.ts'

/** Whose link, for which server, at which provider, as the audit log has it. No account: that is a name elsewhere. */
export function aboutAsked(
  { owner: { tid, oid }, scopes }: AskedLink,
  { client, provider }: AccessRow,
): Required<Pick<AuditEntry, 'subject' | 'client' | 'link'>> {
  return {
    subject: { tid, oid },
    client: { app_id: client },
    link: { provider: provider.name, scopes: { requested: [...scopes] } },
  }
}

/** One step of a linking that went as the person wished. */
export function recordStep(
  audit: AuditLog,
  request: FastifyRequest,
  reason: 'consented' | 'declined' | 'kept',
  about: Partial<AuditEntry>,
): void {
  audit.write({ event: 'account_link', outcome: 'success', reason, ...about, ...origin(request) })
}
