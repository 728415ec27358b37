/** Security events as a tier gets them, rightly signed unless an attack says otherwise. */
import { randomUUID } from 'node:crypto'
import { registration, registrations } from '@chain-of-trust/service-kit'
import type { JWTPayload } from 'jose'
import { send, type Answer } from '../http.ts'
import type { LiveSystem, Tier } from './live-system.ts'

const { authority, tenant } = registrations()

/** In no directory: an event about them is a good one, and locks nobody out. */
const NOBODY = 'ffffffff-0000-4000-8000-000000000000'

export const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'

/** About one person of a tenant (SSF 1.0 §3.3). */
export function person(tid = tenant.id, oid = NOBODY): object {
  const opaque = (id: string) => ({ format: 'opaque', id })
  return { format: 'complex', tenant: opaque(tid), user: opaque(oid) }
}

/** What the authorization server would say when an administrator ends somebody's sessions. */
export function sessionRevoked(receiver: Tier): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: `${authority}/${tenant.id}/v2.0`,
    aud: registration(receiver).appId,
    jti: randomUUID(),
    iat: now,
    sub_id: person(),
    events: { [SESSION_REVOKED]: { event_timestamp: now, initiating_entity: 'admin' } },
  }
}

/** Such an event with these claims laid over; `undefined` removes one. */
export function eventToken(
  system: LiveSystem,
  receiver: Tier,
  claims: JWTPayload = {},
  typ = 'secevent+jwt',
): Promise<string> {
  return system.sign({ ...sessionRevoked(receiver), ...claims }, { typ })
}

/** As the transmitter pushes it (RFC 8935 §2.1). */
export function push(
  receiver: Tier,
  token: string,
  contentType = 'application/secevent+jwt',
  port?: number,
): Promise<Answer> {
  const headers = { 'content-type': contentType }
  const request = { method: 'POST', headers, body: token, ...(port === undefined ? {} : { port }) }
  return send(`${registration(receiver).url}/security-events`, request)
}

/** A good event, with these claims laid over, pushed. */
export async function pushEvent(system: LiveSystem, receiver: Tier, claims?: JWTPayload): Promise<Answer> {
  return push(receiver, await eventToken(system, receiver, claims))
}
