/** The audit log cannot be opened or gone on with; the message says why and what to do. */
export class AuditLogError extends Error {
  override name = 'AuditLogError'
}

/** Another process writes to it: nothing is wrong with the log, and a log of another name can be had. */
export class AuditLogHeld extends AuditLogError {
  override name = 'AuditLogHeld'
}
