import * as z from 'zod'
import { Endpoint } from '../endpoint.ts'

/** Where a service's audit log is sent on to. Without it the log is in its file, and nowhere else. */
export const auditTrailVariables = {
  /** Origin of audit-trail. */
  AUDIT_TRAIL_URL: Endpoint.optional(),
  /** Tells apart the logs of several machines that each have their own STATE_DIR: `orchestrator.pod-1`. */
  AUDIT_TRAIL_INSTANCE: z
    .string()
    // Letters at the beginning: a number alone is the slot of one machine's second log.
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be letters, digits and hyphens, and begin with a letter')
    .optional(),
}
