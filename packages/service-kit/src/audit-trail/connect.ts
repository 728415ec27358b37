import type { AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { registration } from '../registrations.ts'
import { forwardAuditLogs, type ForwarderTimes } from './forwarder.ts'
import type { ServiceFetch } from './trail.ts'

interface ForwardingService {
  STATE_DIR: string
  AUDIT_TRAIL_URL?: string | undefined
  AUDIT_TRAIL_INSTANCE?: string | undefined
}

/** What forwards a service's audit log, once the service runs. */
export interface AuditForwarding {
  /**
   * Starts with the service, ends after its last record.
   * @param audit the log whose records are sent soon; others of the same service are found
   */
  connect(app: FastifyInstance, audit: AuditLog): void
}

/**
 * Sends a service's audit log to audit-trail, with a token of the service's own: `Audit.Write`, the one application
 * permission that a service of ours has.
 * @param fetchFor a fetch with the service's own token for a resource (App ID URI)
 * @returns undefined where no audit-trail is configured
 */
export function auditForwarding(
  service: string,
  { STATE_DIR, AUDIT_TRAIL_URL, AUDIT_TRAIL_INSTANCE }: ForwardingService,
  fetchFor: (resource: string) => ServiceFetch,
  times?: Partial<ForwarderTimes>,
): AuditForwarding | undefined {
  if (AUDIT_TRAIL_URL === undefined) return undefined
  const trail = registration('audit-trail')
  const fetch = fetchFor(trail.identifierUris[0] ?? trail.url)
  return {
    connect(app, audit) {
      const forwarder = forwardAuditLogs({
        service,
        own: audit.name,
        stateDir: STATE_DIR,
        url: new URL(AUDIT_TRAIL_URL).origin,
        instance: AUDIT_TRAIL_INSTANCE,
        fetch,
        log: app.log,
        ...(times === undefined ? {} : { times }),
      })
      audit.onWritten?.(() => forwarder.wake())
      app.addHook('onClose', () => forwarder.stop())
    },
  }
}
