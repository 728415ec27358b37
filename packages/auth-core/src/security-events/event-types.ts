/** What each event of CAEP 1.0, RISC 1.0 and the Shared Signals Framework 1.0 means for the tokens of a person. */
import { Refusal } from '../refusal.ts'
import type { Subject, Whose } from '../revocation.ts'

/**
 * `revoke`: tokens from before `before` (epoch seconds) are no longer good, and caches are flushed. `flush`: only
 * that. `verify`: the transmitter asks whether we listen. `ignore`: a type that we do not know.
 */
export type SecurityEventEffect =
  | { readonly do: 'revoke'; readonly subject: Subject; readonly before: number }
  | { readonly do: 'flush'; readonly whose: Whose }
  | { readonly do: 'verify' }
  | { readonly do: 'ignore' }

type Payload = Readonly<Record<string, unknown>>
type Meaning = (payload: Payload, whose: Whose) => 'revoke' | 'flush'

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/'

/** SSF 1.0 §8.1.4: sent by the transmitter about the stream itself. */
export const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification'

/** A better state makes nobody's token worse; but what was refused for the old one is asked for anew. */
const EVENTS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [`${CAEP}session-revoked`, () => 'revoke'],
  [`${CAEP}credential-change`, () => 'revoke'],
  [`${CAEP}risk-level-change`, (payload) => (text(payload, 'current_level') === 'HIGH' ? 'revoke' : 'flush')],
  [
    `${CAEP}device-compliance-change`,
    (payload) => (text(payload, 'current_status') === 'not-compliant' ? 'revoke' : 'flush'),
  ],
  // About one person: where they are. About the tenant: a policy was edited, and nobody has done anything.
  [`${CAEP}token-claims-change`, (_payload, { oid }) => (oid === undefined ? 'flush' : 'revoke')],
  [`${RISC}account-disabled`, () => 'revoke'],
  [`${RISC}account-enabled`, () => 'flush'],
])

export const isKnownEvent = (type: string): boolean => EVENTS.has(type)

/**
 * @param type one that is known
 * @param issuedAt of the event token: stands in for an `event_timestamp` that is not there (it is optional)
 * @throws Refusal `security_event_malformed`
 */
export function effectOf(
  type: string,
  payload: Payload,
  whose: Whose,
  { issuedAt, latest }: { issuedAt: number; latest: number },
): SecurityEventEffect {
  if (EVENTS.get(type)?.(payload, whose) === 'flush') return { do: 'flush', whose }
  const { tid, oid } = whose
  if (oid === undefined) throw malformed('sub_id names no user')
  const before = payload['event_timestamp'] ?? issuedAt
  if (typeof before !== 'number' || !Number.isFinite(before)) throw malformed('event_timestamp is no number')
  // Milliseconds by mistake would lock the person out for fifty thousand years.
  if (before > latest) throw malformed('event_timestamp is in the future')
  return { do: 'revoke', subject: { tid, oid }, before }
}

export function malformed(detail: string): Refusal {
  return new Refusal('security_event_malformed', { detail })
}

function text(payload: Payload, name: string): string {
  const value = payload[name]
  if (typeof value !== 'string') throw malformed(`the event has no ${name}`)
  return value
}
