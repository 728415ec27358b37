import { presented, Refusal, type AuditEntry, type AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyRequest } from 'fastify'
import { enforceAuditor, readerOf, type Reader } from './access.ts'
import type { Filters } from './store/filters.ts'

/** Who may see what of a request, and what is recorded of it. */
export interface Reads {
  /**
   * @throws Refusal `role_missing` when somebody asks for another person's records and is no auditor: an empty answer
   *   would say that there are none
   */
  reader(request: FastifyRequest, filters?: Filters): Reader
  /** @throws Refusal `role_missing` */
  auditor(request: FastifyRequest, view: string): Reader
  /** Puts on the record that records were taken away, or those of others read. What cannot be recorded is not read. */
  record(request: FastifyRequest, reader: Reader, view: string, filters?: Filters): void
}

export function createReads(audit: AuditLog, senderConstraint: 'dpop' | 'none'): Reads {
  function record(request: FastifyRequest, reader: Reader, view: string, filters: Filters = {}): void {
    const asked = Object.entries(filters).filter(([, value]) => value !== undefined)
    const diagnostics: AuditEntry['diagnostics'] = {
      view,
      whose: reader.oid === undefined ? 'tenant' : 'own',
      ...Object.fromEntries(asked.map(([name, value]) => [`filter_${name}`, value])),
    }
    const held = presented(request.getToken(), { senderConstraint })
    audit.write({ event: 'audit_read', outcome: 'success', ...held, diagnostics })
  }
  return {
    record,
    reader(request, filters = {}) {
      const reader = readerOf(request.getToken())
      const { subject } = filters
      if (subject !== undefined && reader.oid !== undefined && subject !== reader.oid)
        throw new Refusal('role_missing', { detail: 'Auditor' })
      return reader
    },
    auditor(request, view) {
      enforceAuditor(request.getToken())
      const reader = readerOf(request.getToken())
      record(request, reader, view)
      return reader
    },
  }
}
