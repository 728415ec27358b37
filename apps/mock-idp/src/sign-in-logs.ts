import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import {
  auditForwarding,
  loadClientKey,
  registration,
  type AuditForwarding,
} from '@chain-of-trust/service-kit'
import { applicationFetchFor } from '@chain-of-trust/token-flow'
import type { Config } from './config.ts'
import { tenantUrls } from './tenant-urls.ts'

/**
 * Sends the mock's log to audit-trail, as Entra ID's sign-in logs are exported from a real tenant. The issuer could write
 * itself any token; it asks for one as each other service does, at its own token endpoint, with a certificate and an
 * assignment that the registrations give it (`mock-idp`, which no real tenant gets).
 */
export async function forwardSignInLogs(config: Config): Promise<AuditForwarding | undefined> {
  if (config.AUDIT_TRAIL_URL === undefined) return undefined
  const place = {
    ISSUER: config.ISSUER,
    TENANT_ID: config.TENANT_ID,
    TOKEN_ENDPOINT: tenantUrls(config.ISSUER).token,
    CLIENT_ID: registration('mock-idp').appId,
  }
  const dpopKey = config.SENDER_CONSTRAINT === 'dpop' ? await createDpopKey() : undefined
  const own = { dpopKey, resourceIndicators: true }
  return auditForwarding(
    'mock-idp',
    config,
    applicationFetchFor(place, loadClientKey('mock-idp', config), own),
  )
}
