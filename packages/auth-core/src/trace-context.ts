import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { context, isSpanContextValid, ROOT_CONTEXT, trace, type SpanContext } from '@opentelemetry/api'
import { redactTokens } from './redact.ts'

/** W3C Trace Context of the request being served. */
export interface Trace {
  /** 32 hex digits, the same at every hop of a request. */
  readonly traceId: string
  /** 16 hex digits, this hop's own. */
  readonly spanId: string
  /** The header for the next hop. */
  readonly traceparent: string
  /** What the tracing systems before us say to those after us: handed on as it came, read and exported by nobody here. */
  readonly tracestate?: string
}

/** Where a trace context travels: HTTP headers, or the `_meta` of an MCP request (SEP-414). Unchecked. */
export interface TraceCarrier {
  readonly traceparent?: unknown
  readonly tracestate?: unknown
  readonly [other: string]: unknown
}

const storage = new AsyncLocalStorage<Trace>()

/** The trace of the request being served, if one is: with the id of the span that is open now, where spans are kept. */
export function currentTrace(): Trace | undefined {
  const begun = storage.getStore()
  const span = trace.getActiveSpan()?.spanContext()
  if (span === undefined || span.isRemote === true || !isSpanContextValid(span)) return begun
  const { traceId, spanId } = span
  return { ...begun, traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` }
}

/** The current trace for the next hop, as headers or as members of `_meta`; empty outside of any request. */
export function traceContext(): { traceparent?: string; tracestate?: string } {
  const { traceparent, tracestate } = currentTrace() ?? {}
  return {
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(tracestate === undefined ? {} : { tracestate }),
  }
}

/**
 * Runs `work` in the trace that the carrier names; a missing or malformed one starts a new trace
 * (W3C Trace Context §3.2.2). The caller chooses the id, so it joins records and authorises nothing; nor does their
 * `sampled` flag say whether we record.
 */
export function withTrace<T>(carrier: TraceCarrier | undefined, work: () => T): T {
  const parent = parentIn(carrier)
  // One draw for both: each is a call into OpenSSL.
  const random = randomBytes(24).toString('hex')
  const traceId = parent?.traceId ?? random.slice(0, 32)
  const spanId = random.slice(32)
  const tracestate = parent === undefined ? undefined : stateIn(carrier)
  const begun = { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` }
  const base = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
  return storage.run(tracestate === undefined ? begun : { ...begun, tracestate }, () =>
    context.with(base, work),
  )
}

/** What a carrier names as our parent, if it is well-formed. */
export function parentIn(carrier: TraceCarrier | undefined): SpanContext | undefined {
  const { traceparent } = carrier ?? {}
  if (typeof traceparent !== 'string') return undefined
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(traceparent) ?? []
  // Only a later version may have more members (§3.2.2.3).
  if (version === undefined || version === 'ff' || (version === '00' && rest !== '')) return undefined
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
  return isSpanContextValid(parent) ? parent : undefined
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(|-.*)$/

/** Characters: what everybody must be able to hand on (§3.3.1.5). Longer, and it is a way to make us carry anything. */
const LONGEST_STATE = 512

/** It is the caller's own text. What is shaped like a token goes no further: the next hop may log it. */
function stateIn({ tracestate }: TraceCarrier = {}): string | undefined {
  if (typeof tracestate !== 'string' || tracestate.length > LONGEST_STATE) return undefined
  return /^[\x21-\x7e][\x20-\x7e\t]*$/.test(tracestate) && redactTokens(tracestate) === tracestate
    ? tracestate
    : undefined
}
