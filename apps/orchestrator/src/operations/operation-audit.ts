import type { AuditLog } from '@chain-of-trust/auth-core'
import type { Caller } from '../tools/tool-call.ts'
import type { StoredOperation } from './operation.ts'

type Asking = Pick<Caller, 'token' | 'where'>

/** What happens to an operation, on the record: the id joins the traces of all its attempts. */
export interface OperationAudit {
  (
    operation: StoredOperation,
    outcome: 'success' | 'failure' | 'challenge',
    reason: string,
    caller?: Asking,
  ): void
  /** Somebody named an operation of another person. */
  foreign(caller: Asking, id: string): void
}

export function auditFor(audit: AuditLog): OperationAudit {
  const whoAsks = ({ token, where }: Asking) => ({
    client: { app_id: token.clientId },
    token: { name: 'A', uti: token.uti },
    acrs: [...token.acrs],
    ...where,
  })
  const record: OperationAudit = (operation, outcome, reason, caller) => {
    const { id, subject, clientId, call, traceId, challenges } = operation
    audit.write({
      event: 'operation',
      outcome,
      reason,
      operation_id: id,
      subject,
      client: { app_id: clientId },
      ...(caller === undefined ? {} : whoAsks(caller)),
      ...(call === undefined ? {} : { tool: `${call.server}/${call.tool}` }),
      // The trace of the record is that of this request; the first one is named beside it.
      diagnostics: {
        challenges: challenges.length,
        ...(traceId === undefined ? {} : { parked_trace_id: traceId }),
      },
    })
  }
  record.foreign = (caller, id) => {
    const { tid, oid } = caller.token
    audit.write({
      event: 'operation',
      outcome: 'failure',
      reason: 'operation_foreign',
      operation_id: id,
      subject: { tid, oid },
      ...whoAsks(caller),
    })
  }
  return record
}
