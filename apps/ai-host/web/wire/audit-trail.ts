import * as z from 'zod'

const names = z.array(z.string())
const ScopePair = z.object({ requested: names.optional(), granted: names.optional() })

/**
 * One record of a service, as audit-trail hands it on: claims and reasons, never a token. What the page does not show
 * (the chain of hashes, addresses) it does not take either.
 */
export const AuditRecord = z.object({
  time: z.iso.datetime(),
  service: z.string(),
  event: z.string(),
  outcome: z.enum(['success', 'failure', 'challenge']),
  reason: z.string().optional(),
  subject: z.object({ tid: z.string(), oid: z.string() }).optional(),
  client: z.object({ app_id: z.string() }).optional(),
  token: z
    .object({
      name: z.string().optional(),
      uti: z.string().optional(),
      parent_uti: z.string().optional(),
      issuer: z.string().optional(),
      audience: z.string().optional(),
      issued_at: z.number().optional(),
      expires_at: z.number().optional(),
    })
    .optional(),
  scopes: ScopePair.optional(),
  acrs: names.optional(),
  binding: z.object({ method: z.enum(['dpop', 'none']), jkt: z.string().optional() }).optional(),
  tool: z.string().optional(),
  link: z
    .object({ provider: z.string(), scopes: ScopePair.optional(), generation: z.int().optional() })
    .optional(),
  trace_id: z.string().optional(),
  operation_id: z.string().optional(),
  duration_ms: z.number().optional(),
  diagnostics: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())]))
    .optional(),
})
export type AuditRecord = z.infer<typeof AuditRecord>

export const AuditEvent = z.object({
  id: z.int(),
  log: z.string(),
  seq: z.int(),
  record: AuditRecord,
})
export type AuditEvent = z.infer<typeof AuditEvent>

export const EventPage = z.object({ events: z.array(AuditEvent), next: z.int().nullable() })

export const Trace = z.object({
  trace_id: z.string(),
  began: z.string(),
  ended: z.string(),
  records: z.int(),
  services: names,
  tools: names,
  outcome: z.enum(['success', 'failure', 'challenge']),
  reason: z.string().optional(),
})
export type Trace = z.infer<typeof Trace>

export const TracePage = z.object({ traces: z.array(Trace), next: z.int().nullable() })
