/** Where a service's audit log goes, who may read it there, and from which page. */
import type { ServiceConfig } from '@chain-of-trust/service-kit/config'
import { registration, type Application } from '@chain-of-trust/service-kit/registrations'
import { note, ok, problem, warning, type Finding } from './finding.ts'

type Settings = Pick<
  ServiceConfig,
  'AUDIT_TRAIL_URL' | 'AUDIT_TRAIL_INSTANCE' | 'REDIS_URL' | 'DATABASE_URL' | 'SENDER_CONSTRAINT'
>
const PAGE = 'ai-host'
const TRAIL = 'audit-trail'

/** @param environment for what only one service reads */
export function checkAuditTrail(
  config: Settings,
  application: Application,
  environment: Record<string, string | undefined>,
): Finding[] {
  if (application.name === TRAIL) return [...checkReplicas(config), ...checkPage(environment)]
  if (application.name === PAGE) return checkReader(config, environment)
  const access = application.requiredResourceAccess.find((row) => row.application === TRAIL)
  return access?.roles.includes('Audit.Write') ? checkWriter(config) : []
}

function checkWriter(config: Settings): Finding[] {
  const away = checkUrl(config, 'this log stays in its file, and no page shows it')
  if (config.AUDIT_TRAIL_URL === undefined) return away
  return [...away, ...checkInstance(config)]
}

function checkUrl({ AUDIT_TRAIL_URL, SENDER_CONSTRAINT }: Settings, without: string): Finding[] {
  const about = 'AUDIT_TRAIL_URL'
  const { origin } = new URL(registration(TRAIL).url)
  if (AUDIT_TRAIL_URL === undefined) return [note(about, `is not set: ${without}`)]
  if (new URL(AUDIT_TRAIL_URL).origin === origin) return [ok(about, 'is where audit-trail is registered')]
  const says = `is another origin than the registered one (${origin})`
  // RFC 9449 §4.3: the proof names the URI as the client sees it.
  return SENDER_CONSTRAINT === 'dpop'
    ? [problem(about, `${says}: every proof would be for the wrong address`, `${about}=${origin}`)]
    : [warning(about, `${says}: its certificate must be for that name too`, `${about}=${origin}`)]
}

/** Whether replicas share STATE_DIR is not to be seen from here. */
function checkInstance({ AUDIT_TRAIL_INSTANCE, REDIS_URL }: Settings): Finding[] {
  if (REDIS_URL === undefined || AUDIT_TRAIL_INSTANCE !== undefined) return []
  const says =
    'is not set: right for replicas that share one STATE_DIR. Where each has its own, they would all send a log of the same name, and all but one be refused as forks'
  return [note('AUDIT_TRAIL_INSTANCE', says)]
}

function checkReplicas(config: Settings): Finding[] {
  const { DATABASE_URL, REDIS_URL } = config
  if (REDIS_URL === undefined || DATABASE_URL !== undefined) return checkInstance(config)
  const says =
    'is not set, though replicas share a Valkey: each would hold the logs that happened to reach it'
  return [...checkInstance(config), problem('DATABASE_URL', says, 'One PostgreSQL for all of them.')]
}

function checkPage({ HOST_ORIGIN }: Record<string, string | undefined>): Finding[] {
  const { origin } = new URL(registration(PAGE).url)
  if (HOST_ORIGIN === undefined || HOST_ORIGIN === origin)
    return [ok('HOST_ORIGIN', 'is the registered page’s')]
  const says = `is another page than the registered one (${origin}): browsers would keep the answers from it`
  return [problem('HOST_ORIGIN', says, `HOST_ORIGIN=${origin}`)]
}

function checkReader(config: Settings, { AUDIT_TRAIL_SCOPE }: Record<string, string | undefined>): Finding[] {
  const url = checkUrl(config, 'the page shows no records')
  const right = `${registration(TRAIL).identifierUris[0]}/Audit.Read`
  if (AUDIT_TRAIL_SCOPE === undefined || AUDIT_TRAIL_SCOPE === right) return url
  const says = `is not the permission to read (${right}): the page’s token would be for something else`
  return [...url, problem('AUDIT_TRAIL_SCOPE', says, `AUDIT_TRAIL_SCOPE=${right}`)]
}
