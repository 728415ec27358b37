import { LRUCache } from 'lru-cache'
import type { AuditEntry, AuditLog } from '../audit/record.ts'
import type { KeySource } from '../key-source.ts'
import type { RefusalReason } from '../refusal-reasons.ts'
import { Refusal } from '../refusal.ts'
import type { RevocationList } from '../revocation.ts'
import type { Secret } from '../secret.ts'
import { measure } from '../telemetry/metrics.ts'
import { verifySecurityEvent, type SecurityEvent, type SecurityEventProfile } from './security-event-token.ts'

export interface SecurityEventReceiver {
  /**
   * Verifies an event and acts on it. When this resolves, the event is stored and recorded, and may be
   * acknowledged: not earlier, or a crash in between would lose it.
   * @throws Refusal what to tell the transmitter (`setErrorOf`); its record is written. Anything else: our
   *   fault, to be sent again.
   */
  receive(token: Secret, where?: Pick<AuditEntry, 'ip' | 'user_agent'>): Promise<SecurityEvent>
  /** Records what is no event by its form already: too large, or of another content type. */
  recordMalformed(detail: string, where?: Pick<AuditEntry, 'ip' | 'user_agent'>): void
}

export interface SecurityEventReceiverOptions {
  accepts: SecurityEventProfile
  keys: KeySource
  revocations: RevocationList
  audit: AuditLog
  /** Epoch seconds. */
  now?: () => number
}

/**
 * One receiver for whatever way events come. Each is applied at most once, but that is for the record only: a
 * revocation repeated, or arriving after a later one, changes nothing.
 */
export function createSecurityEventReceiver(options: SecurityEventReceiverOptions): SecurityEventReceiver {
  const { accepts, keys, revocations, audit, now = () => Date.now() / 1000 } = options
  const seen = new LRUCache<string, true>({ max: 10_000 })

  return {
    async receive(token, where = {}) {
      const event = await verifySecurityEvent(token, accepts, keys, { now }).catch((error: unknown) => {
        if (error instanceof Refusal) recordRefusal(error, where)
        throw error
      })
      const replayed = seen.has(event.jti)
      if (!replayed) await apply(event)
      // Nothing of the event is forgotten when this throws: it is not acknowledged, and comes again.
      audit.write({ ...entryFor(event), ...(replayed ? { reason: 'event_replayed' } : {}), ...where })
      seen.set(event.jti, true)
      return event
    },
    recordMalformed(detail, where = {}) {
      recordRefusal(new Refusal('security_event_malformed', { detail }), where)
    },
  }

  async function apply({ effect }: SecurityEvent): Promise<void> {
    if (effect.do === 'revoke') {
      await revocations.revoke(effect.subject, effect.before)
      measure('revocationLag', Math.max(0, now() - effect.before), {})
    }
    if (effect.do === 'flush') await revocations.flush(effect.whose)
  }

  function recordRefusal(refusal: Refusal, where: Partial<AuditEntry>): void {
    const { detail } = refusal.params
    audit.write({
      event: 'security_event',
      outcome: 'failure',
      reason: refusal.reason,
      ...(detail === undefined ? {} : { diagnostics: { detail } }),
      ...where,
    })
    refusal.recorded = true
  }
}

function entryFor({ jti, transaction, type, whose, effect }: SecurityEvent): AuditEntry {
  const { tid, oid } = whose ?? {}
  return {
    event: 'security_event',
    outcome: 'success',
    ...(effect.do === 'ignore' ? { reason: 'event_ignored' } : {}),
    ...(tid === undefined || oid === undefined ? {} : { subject: { tid, oid } }),
    diagnostics: {
      jti,
      type,
      effect: effect.do,
      ...(transaction === undefined ? {} : { txn: transaction }),
      ...(effect.do === 'revoke' ? { before: effect.before } : {}),
    },
  }
}

/** RFC 8935 §2.4, which RFC 8936 §2.6 takes over. */
export interface SetError {
  err:
    | 'invalid_request'
    | 'invalid_key'
    | 'invalid_issuer'
    | 'invalid_audience'
    | 'authentication_failed'
    | 'access_denied'
  description: string
}

const SET_ERRORS: Partial<Record<RefusalReason, SetError>> = {
  signature_invalid: { err: 'authentication_failed', description: 'The signature is not the issuer’s.' },
  algorithm_not_allowed: { err: 'invalid_key', description: 'The algorithm is not accepted.' },
  issuer_mismatch: { err: 'invalid_issuer', description: 'The issuer is not accepted.' },
  audience_mismatch: { err: 'invalid_audience', description: 'Not for this receiver alone.' },
  tenant_mismatch: { err: 'access_denied', description: 'The issuer may not speak for this tenant.' },
}

/**
 * What a transmitter is told of a refusal; undefined for a fault of ours, after which it is to try again. A key that
 * we do not know may be one that we have not fetched yet: whoever invents `kid` values delays that, and must not
 * have the revocation turned down for good that comes with the new key.
 */
export function setErrorOf(refusal: Refusal): SetError | undefined {
  if (refusal.status >= 500 || refusal.reason === 'key_unknown') return undefined
  return (
    SET_ERRORS[refusal.reason] ?? {
      err: 'invalid_request',
      description: 'Not a security event token as expected here.',
    }
  )
}
