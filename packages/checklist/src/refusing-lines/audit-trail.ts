import { rows } from './row.ts'

/** Who may write, who may read, and what a line has to be. */
export const auditTrail = rows('apps/audit-trail/src', [
  [
    'audit-trail/log-sent-in-a-persons-name audit-trail/log-sent-by-the-page audit-trail/log-sent-without-the-role',
    'access',
    'if (!token.appOnly || !token.roles.includes(WRITE))',
  ],
  ['audit-trail/log-of-another-service', 'access', "throw new Refusal('log_of_another_service'"],
  ['audit-trail/chains-without-the-role', 'access', 'if (!isAuditor(token)) throw'],
  [
    'audit-trail/subject-of-another-person audit-trail/export-of-another-person',
    'reads',
    'subject !== reader.oid)',
  ],
  ['audit-trail/records-of-another-service', 'store/received-line', "throw new Refusal('log_of_another"],
  ['audit-trail/record-edited', 'store/received-line', "'not what its own hash says'"],
  ['audit-trail/record-with-a-token', 'store/received-line', 'if (!parsed.success) {'],
  ['audit-trail/record-without-end', 'store/received-line', 'if (bytes.length > LONGEST_LINE)'],
  ['audit-trail/batch-without-end', 'routes/logs', 'bodyLimit: LARGEST_BATCH,'],
  [
    'audit-trail/log-begun-anew audit-trail/record-rewritten',
    'store/logs',
    "if (held[index]?.['line'] !== line)",
  ],
  ['audit-trail/checkpoint-by-another-key', 'store/logs', '!isSignedBy(checkpoint, key))'],
  ['audit-trail/auditor-by-a-parameter', 'routes/events', 'const EventQuery = z.strictObject('],
  [
    'audit-trail/trace-of-another-person audit-trail/traces-of-another-person audit-trail/stream-after-an-event-of-another-person',
    'store/filters',
    "conditions: ['tid = ?1', 'oid = ?2']",
  ],
  ['audit-trail/foreign-origin', 'app', 'origin: config.HOST_ORIGIN'],
])
