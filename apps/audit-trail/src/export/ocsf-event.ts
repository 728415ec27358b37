/**
 * A record as an event of the Open Cybersecurity Schema Framework, for a SIEM (https://schema.ocsf.io). Class, activity
 * and attribute names are those of version 1.8.0; what it has no name for stands in `unmapped`, and the sealed line in
 * `raw_data`, so that nothing is lost on the way.
 */
import type { ChainedRecord } from '@chain-of-trust/auth-core'
import type { StoredEvent } from '../store/events.ts'
import { classOf, type OcsfClass } from './ocsf-classes.ts'

const VERSION = '1.8.0'
const STATUS = { success: [1, 'Success'], failure: [2, 'Failure'], challenge: [99, 'Challenge'] } as const
/** Informational, and for a refusal Low: a refusal is a check that worked. */
const SEVERITY = {
  success: [1, 'Informational'],
  failure: [2, 'Low'],
  challenge: [1, 'Informational'],
} as const
const SHA_256 = 3
const OTHER = 99

export interface OcsfEvent extends Record<string, unknown> {
  class_uid: number
  category_uid: number
  activity_id: number
  type_uid: number
  time: number
  severity_id: number
  metadata: Record<string, unknown>
}

export function ocsfEvent({ log, seq, line, record }: StoredEvent): OcsfEvent {
  const kind = classOf(record.event)
  const [status_id, status] = STATUS[record.outcome]
  const [severity_id, severity] = SEVERITY[record.outcome]
  const class_uid = kind.category_uid * 1000 + kind.uid
  return {
    category_uid: kind.category_uid,
    class_uid,
    class_name: kind.name,
    activity_id: kind.activity_id,
    // Of what has no activity of its own, our word for it (OCSF: `activity_name` where `activity_id` is 99).
    activity_name: kind.activity_id === OTHER ? record.event : kind.activity_name,
    type_uid: class_uid * 100 + kind.activity_id,
    time: Date.parse(record.time),
    severity_id,
    severity,
    status_id,
    status,
    ...optional('status_detail', record.reason),
    ...optional('duration', record.duration_ms === undefined ? undefined : Math.round(record.duration_ms)),
    metadata: {
      version: VERSION,
      product: { name: 'Chain of Trust', vendor_name: 'Chain of Trust', feature: { name: record.service } },
      uid: record.hash,
      log_name: log,
      sequence: seq,
      ...optional('tenant_uid', record.subject?.tid),
      ...optional('correlation_uid', record.trace_id),
    },
    ...membersOf(kind, record),
    unmapped: unmapped(record),
    raw_data: line,
    raw_data_hash: { algorithm_id: SHA_256, algorithm: 'SHA-256', value: record.hash },
  }
}

function membersOf({ members }: OcsfClass, record: ChainedRecord): Record<string, unknown> {
  // OCSF wants a user where there may be none: what could not be verified is nobody's.
  const user =
    record.subject === undefined ? { name: 'unknown', type_id: 0 } : { uid: record.subject.oid, type_id: 1 }
  const from = {
    ...optional('ip', record.ip),
    // A server's own doing has no address.
    ...(record.ip === undefined ? { svc_name: record.client?.app_id ?? record.service } : {}),
  }
  const http = optional('http_request', record.user_agent && { user_agent: record.user_agent })
  const actor = { user, ...optional('app_uid', record.client?.app_id) }
  switch (members) {
    case 'authentication':
      return {
        user,
        actor,
        src_endpoint: from,
        service: { name: record.service, ...optional('uid', record.token?.audience) },
        auth_protocol_id: 6,
        auth_protocol: 'OAUTH 2.0',
        is_remote: true,
        ...http,
      }
    case 'user':
      return { user, actor, src_endpoint: from, ...http, ...privileges(record) }
    case 'entity':
      return { entity: { name: record.event, type_id: 0 }, actor, src_endpoint: from, ...http }
    case 'api':
      return {
        actor,
        api: { operation: record.tool ?? record.event, service: { name: record.service } },
        src_endpoint: from,
        ...http,
      }
    case 'application':
      return { app: { name: record.service } }
    case 'none':
      return {}
  }
}

const privileges = ({ scopes, link }: ChainedRecord) => {
  const granted = scopes?.granted ?? link?.scopes?.granted
  return granted === undefined || granted.length === 0 ? {} : { privileges: granted }
}

function unmapped({
  token,
  scopes,
  acrs,
  binding,
  link,
  operation_id,
  diagnostics,
  trace_id,
  prev,
}: ChainedRecord) {
  return { token, scopes, acrs, binding, link, operation_id, diagnostics, trace_id, prev }
}

const optional = (name: string, value: unknown): Record<string, unknown> =>
  value === undefined || value === '' ? {} : { [name]: value }
