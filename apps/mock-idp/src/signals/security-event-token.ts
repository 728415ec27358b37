import type { JWTPayload } from 'jose'
import { EVENT_TYPES } from './change.ts'
import type { OpenDelivery } from './outbox.ts'

/** Signs a payload under a `typ` with the tenant's current key. */
type Sign = (payload: JWTPayload, typ: string) => Promise<string>

/**
 * A Security Event Token (RFC 8417) for one receiver, in the profile of the Shared Signals Framework 1.0 §4: one
 * event, one audience, `sub_id` instead of `sub`, and no `exp`, so that it cannot be taken for an access token.
 *
 * The same delivery gives the same claims each time: a push and a poll may both bring it.
 */
export function securityEventToken(
  { jti, receiver, signal }: Pick<OpenDelivery, 'jti' | 'receiver' | 'signal'>,
  { issuer, tenantId, sign }: { issuer: string; tenantId: string; sign: Sign },
): Promise<string> {
  const { type, oid, at, details, txn, announcedAt } = signal
  const opaque = (id: string) => ({ format: 'opaque', id })
  const payload = {
    iss: issuer,
    aud: receiver,
    iat: Math.floor(announcedAt / 1000),
    jti,
    txn,
    // SSF 1.0 §8.1.4: a verification is about the stream, which is named after its receiver.
    sub_id:
      type === 'verification'
        ? opaque(receiver)
        : {
            format: 'complex',
            tenant: opaque(tenantId),
            ...(oid === undefined ? {} : { user: opaque(oid) }),
          },
    events: {
      [EVENT_TYPES[type]]:
        type === 'verification' ? details : { event_timestamp: at, initiating_entity: 'admin', ...details },
    },
  }
  return sign(payload, 'secevent+jwt')
}
