/** The audit log cannot be opened or gone on with; the message says why and what to do. */
export class AuditLogError extends Error {
  override name = 'AuditLogError'
}
