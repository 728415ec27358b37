import { context, SpanKind, SpanStatusCode, trace, type Link, type SpanContext } from '@opentelemetry/api'
import { Refusal } from '../refusal.ts'
import { TokenEndpointError } from '../token-endpoint-error.ts'
import type { TelemetryAttributes } from './attributes.ts'

/** Ours: whoever keeps spans keeps those of this scope, and no library's. */
export const TELEMETRY_SCOPE = 'chain-of-trust'

export interface SpanOptions {
  kind?: 'server' | 'client' | 'internal'
  attributes?: TelemetryAttributes
  /** Another trace that this belongs to as well. */
  link?: SpanContext | undefined
}

/** A span that has begun, and that somebody has to end. */
export interface OpenSpan {
  /** Runs `work` inside: what begins there is its child. */
  run<T>(work: () => T): T
  set(attributes: TelemetryAttributes): void
  /** @param type for `error.type` */
  fail(type: string): void
  /** Once; later calls change nothing. */
  end(): void
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }

const NOT_KEPT: OpenSpan = {
  run: (work) => work(),
  set: () => {},
  fail: () => {},
  end: () => {},
}

/**
 * Begins a span under the current one. Costs next to nothing where no SDK is installed.
 * @param name of few values: words of ours, a method, a route's pattern, a tool of a policy
 */
export function openSpan(
  name: string,
  { kind = 'internal', attributes = {}, link }: SpanOptions = {},
): OpenSpan {
  const links: Link[] = link === undefined ? [] : [{ context: link }]
  const options = { kind: KINDS[kind], attributes: { ...attributes }, links }
  const span = trace.getTracer(TELEMETRY_SCOPE).startSpan(name, options)
  if (!span.isRecording()) return NOT_KEPT
  return {
    run: (work) => context.with(trace.setSpan(context.active(), span), work),
    set: (more) => void span.setAttributes({ ...more }),
    fail(type) {
      span.setAttribute('error.type', type)
      // Without a message: an error's own words may quote what was sent.
      span.setStatus({ code: SpanStatusCode.ERROR })
    },
    end: () => {
      if (span.isRecording()) span.end()
    },
  }
}

/** Runs `work` in a span that ends when it does, by a promise too. A failure says its kind, never its message. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => T): T {
  const span = openSpan(name, options)
  if (span === NOT_KEPT) return work(span)
  const failed = (error: unknown): never => {
    span.fail(errorType(error))
    span.end()
    throw error
  }
  return span.run(() => {
    let result: T
    try {
      result = work(span)
    } catch (error) {
      return failed(error)
    }
    if (result instanceof Promise) {
      return result.then((value: unknown) => {
        span.end()
        return value
      }, failed) as T
    }
    span.end()
    return result
  })
}

/** Says something of the span that is open now. */
export function annotate(attributes: TelemetryAttributes): void {
  trace.getActiveSpan()?.setAttributes({ ...attributes })
}

/** The span that is open now, for a link to it from another trace. */
export function currentSpanContext(): SpanContext | undefined {
  return trace.getActiveSpan()?.spanContext()
}

/** Whether somebody keeps what happens now: for work that nobody wants a trace of on its own. */
export function insideSpan(): boolean {
  return trace.getActiveSpan()?.isRecording() === true
}

/** What kind of failure it was, from a closed list. */
export function errorType(error: unknown): string {
  if (error instanceof Refusal) return error.reason
  if (error instanceof TokenEndpointError) return error.kind
  return error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error'
}
