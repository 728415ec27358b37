import type { AccessToken, AuditEntry, AuditLog } from '@chain-of-trust/auth-core'
import type { Caller } from '../tools/tool-call.ts'
import type { StoredJob } from './job.ts'

type What = 'job_created' | 'job_renewed' | 'job_run' | 'job_parked' | 'job_cancelled'

/** The life of a job on the record: who let it do what, and when it ran with nobody there. Never its words. */
export function jobRecord(
  audit: AuditLog,
  { id, subject, clientId, delegation }: StoredJob,
  outcome: AuditEntry['outcome'],
  reason: What,
  more: Pick<AuditEntry, 'ip' | 'user_agent' | 'operation_id'> & { remedy?: string | undefined } = {},
): void {
  const { remedy, ...where } = more
  audit.write({
    event: 'background_job',
    outcome,
    reason,
    subject: { ...subject },
    client: { app_id: clientId },
    scopes: { granted: Object.values(delegation).flat() },
    diagnostics: { job: id, ...(remedy === undefined ? {} : { remedy }) },
    ...where,
  })
}

/** What a person, or the agent for them, may not do with a job of their own. */
export function refusedJobRecord(
  audit: AuditLog,
  { token, where }: Pick<Caller, 'token' | 'where'>,
  reason: 'job_cancelled' | 'not_delegated' | 'no_unattended_tool' | 'too_many_jobs',
): void {
  const { tid, oid, clientId, uti } = token
  audit.write({
    event: 'background_job',
    outcome: 'failure',
    reason,
    subject: { tid, oid },
    client: { app_id: clientId },
    token: { name: 'A', uti },
    ...where,
  })
}

/** Somebody named a job of another person. */
export function foreignJobRecord(
  audit: AuditLog,
  { tid, oid, clientId, uti }: AccessToken,
  id: string,
  where: Pick<AuditEntry, 'ip' | 'user_agent'>,
): void {
  audit.write({
    event: 'background_job',
    outcome: 'failure',
    reason: 'job_foreign',
    subject: { tid, oid },
    client: { app_id: clientId },
    token: { name: 'A', uti },
    diagnostics: { job: id },
    ...where,
  })
}
