import type { AuditEntry, AuditLog } from '@chain-of-trust/auth-core'
import type { StoredLink } from '../store/link-store.ts'

/** Who and where, of a link, for the audit log. Never the account: that is the person's name elsewhere. */
export function aboutLink({
  owner: { tid, oid, client },
  provider,
  scopes,
  generation,
}: Pick<StoredLink, 'owner' | 'provider' | 'scopes' | 'generation'>): Pick<
  AuditEntry,
  'subject' | 'client' | 'link'
> {
  return {
    subject: { tid, oid },
    client: { app_id: client },
    link: { provider, scopes: { granted: [...scopes] }, generation },
  }
}

type Linked = Parameters<typeof aboutLink>[0]

/** What becomes of links and of their tokens, as it goes into the audit log. */
export function linkRecords(audit: AuditLog) {
  return {
    renewed: (link: Linked) =>
      audit.write({ event: 'token_refreshed', outcome: 'success', ...aboutLink(link) }),
    notRenewed: (link: Linked, reason: string, detail?: string) =>
      audit.write({
        event: 'token_refreshed',
        outcome: 'failure',
        reason,
        ...aboutLink(link),
        ...(detail === undefined ? {} : { diagnostics: { detail } }),
      }),
    changed: (link: Linked, reason: 'linked' | 'relinked' | 'revoked' | 'revoked_at_provider') =>
      audit.write({ event: 'account_link', outcome: 'success', reason, ...aboutLink(link) }),
    failed: (link: Linked, reason: 'grant_lost' | 'revocation_failed' | 'unsealable', detail?: string) =>
      audit.write({
        event: 'account_link',
        outcome: 'failure',
        reason,
        ...aboutLink(link),
        ...(detail === undefined ? {} : { diagnostics: { detail } }),
      }),
  }
}
export type LinkRecords = ReturnType<typeof linkRecords>
