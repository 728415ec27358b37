import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

/** W3C Trace Context, as far as the audit trail needs it. */
export interface Trace {
  /** 32 hex digits, the same at every hop of a request. */
  readonly traceId: string
  /** 16 hex digits, this hop's own. */
  readonly spanId: string
  /** The header for the next hop. */
  readonly traceparent: string
}

const storage = new AsyncLocalStorage<Trace>()

/** The trace of the request being served, if one is. */
export function currentTrace(): Trace | undefined {
  return storage.getStore()
}

/**
 * Runs `work` in the trace that `traceparent` names; a missing or malformed one starts a new trace
 * (W3C Trace Context §3.2.2). The caller chooses the id, so it joins records and authorises nothing.
 */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  const known = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent ?? '')?.[1]
  // One draw for both: each is a call into OpenSSL.
  const random = randomBytes(24).toString('hex')
  const traceId = known === undefined || /^0+$/.test(known) ? random.slice(0, 32) : known
  const spanId = random.slice(32)
  return storage.run({ traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` }, work)
}
