/** Security Event Tokens (RFC 8417), as the Shared Signals Framework 1.0 profiles them. */
import { jwtVerify, type JWTPayload } from 'jose'
import * as z from 'zod'
import { CLOCK_TOLERANCE, refuseUntrustedHeader } from '../access-token.ts'
import { asRefusal } from '../jose-refusal.ts'
import type { KeySource } from '../key-source.ts'
import { Refusal } from '../refusal.ts'
import type { Whose } from '../revocation.ts'
import type { Secret } from '../secret.ts'
import { effectOf, isKnownEvent, malformed, VERIFICATION, type SecurityEventEffect } from './event-types.ts'

/** Whose events a receiver accepts. */
export interface SecurityEventProfile {
  issuer: string
  /** The one tenant whose people the issuer may speak about. */
  tenant: string
  /** Our own application id. */
  audience: string
}

/** A verified event. Times are epoch seconds. */
export interface SecurityEvent {
  readonly jti: string
  readonly issuedAt: number
  /** One change, told to several receivers (`txn`). */
  readonly transaction: string | undefined
  /** URI. */
  readonly type: string
  /** Whom it is about; not there in an event about the stream, or of an unknown type. */
  readonly whose: Whose | undefined
  readonly effect: SecurityEventEffect
}

/** RFC 8417 §2.3. An access token has another one, so neither passes for the other (RFC 8725 §3.11). */
const TYP = 'secevent+jwt'
/** Seconds that the clock of the transmitter may be ahead, and an event's rounded instant with it. */
const AHEAD = 60

const Opaque = z.object({ format: z.literal('opaque'), id: z.string().min(1).max(128) })
/** SSF 1.0 §3.3: all members together name one subject, so a session of a person is treated as the person. */
const ComplexSubject = z.object({ format: z.literal('complex'), tenant: Opaque, user: Opaque.optional() })

/**
 * Verifies a Security Event Token: signature, exact type, issuer, the one audience, `jti`, `iat`, exactly one
 * event, and a subject of our tenant. Old ones are accepted: they say what is true still, after an outage too.
 * @param options.now epoch seconds
 * @throws Refusal with the precise reason; `keys_unavailable` (503) when the issuer's keys cannot be had
 */
export async function verifySecurityEvent(
  token: Secret,
  accepts: SecurityEventProfile,
  keys: KeySource,
  { now = () => Date.now() / 1000 }: { now?: () => number } = {},
): Promise<SecurityEvent> {
  const jwt = token.reveal()
  refuseUntrustedHeader(jwt)
  const { payload, protectedHeader } = await jwtVerify(jwt, keys, {
    issuer: accepts.issuer,
    audience: accepts.audience,
    algorithms: ['RS256'],
    typ: TYP,
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now() * 1000),
    requiredClaims: ['iss', 'aud', 'iat', 'jti', 'events'],
  }).catch((error: unknown) => {
    throw asRefusal(error)
  })
  // jose takes `application/secevent+jwt` and capitals for the same.
  if (protectedHeader.typ !== TYP) throw new Refusal('type_mismatch')
  // jose tests for membership; an event for several receivers can be replayed from one to the other.
  if ([payload.aud].flat().length !== 1)
    throw new Refusal('audience_mismatch', { detail: 'several audiences' })

  const { jti = '', iat: issuedAt = 0 } = payload
  if (typeof jti !== 'string' || jti === '' || jti.length > 128) throw malformed('jti')
  if (issuedAt > now() + AHEAD) throw new Refusal('token_not_yet_valid', { detail: 'iat' })
  // SSF 1.0 §4.1: `sub` and `exp` make an event look like an access token or an ID token.
  for (const claim of ['sub', 'exp'] as const) if (claim in payload) throw malformed(`has ${claim}`)

  const { txn, sub_id: subject } = payload
  const [type, event] = oneEvent(payload)
  const common = { jti, issuedAt, transaction: typeof txn === 'string' ? txn : undefined, type }
  // About the stream: its subject is the stream, whose name is the transmitter's business.
  if (type === VERIFICATION) return { ...common, whose: undefined, effect: { do: 'verify' } }
  // Its subject may have any form. Acknowledged, because to refuse it would stop nothing but the stream.
  if (!isKnownEvent(type)) return { ...common, whose: undefined, effect: { do: 'ignore' } }
  const times = { issuedAt, latest: now() + AHEAD }
  const whose = readSubject(subject, accepts.tenant)
  return { ...common, whose, effect: effectOf(type, event, whose, times) }
}

/** RFC 8417 lets several views of one occurrence share a token; SSF 1.0 §4.2.1 wants one, and one is what is read. */
function oneEvent({ events }: JWTPayload): [type: string, payload: Record<string, unknown>] {
  const parsed = z.record(z.string().max(256), z.record(z.string(), z.unknown())).safeParse(events)
  const [entry, second] = Object.entries(parsed.data ?? {})
  if (entry === undefined || second !== undefined) throw malformed('not exactly one event')
  return entry
}

/** Our issuer has the keys of one tenant: about the people of another it has nothing to say. */
function readSubject(subject: unknown, tenant: string): Whose {
  const { data } = ComplexSubject.safeParse(subject)
  if (data === undefined) throw malformed('sub_id')
  if (data.tenant.id !== tenant) throw new Refusal('tenant_mismatch')
  return data.user === undefined ? { tid: tenant } : { tid: tenant, oid: data.user.id }
}
