import { randomBytes, randomUUID } from 'node:crypto'
import { currentTrace } from '@chain-of-trust/auth-core'
import { TELEMETRY_SCOPE } from '@chain-of-trust/auth-core/telemetry'
import {
  context,
  createNoopMeter,
  diag,
  DiagLogLevel,
  metrics,
  ProxyTracerProvider,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { agentFor } from './connect-agent.ts'
import type { Telemetry } from './start-telemetry.ts'

export interface ExportOptions {
  service: string
  /** Base URL of the receiver. */
  endpoint: string
  headers: Record<string, string>
  /** As CONNECT_TO. */
  connectTo: string
  tell: (line: string) => void
  /** Milliseconds between two exports of spans, and of metrics. */
  every?: { spans: number; metrics: number }
  /** Milliseconds that `close` waits. */
  lastPatience?: number | undefined
}

const EVERY = { spans: 2000, metrics: 15_000 }
/** Milliseconds for one export, and for the last one: a service that stops does not wait for a receiver that is down. */
const PATIENCE = 3000
const LAST_PATIENCE = 1500
/** Milliseconds between two complaints. */
const QUIET = 600_000
/** Spans waiting to be sent: a few MB. What comes on top is dropped. */
const MOST_WAITING = 4096

/** Installs the SDK behind OpenTelemetry's API, for our own scope alone, and sends to one receiver. */
export function startExport(options: ExportOptions): Telemetry {
  const { service, endpoint, headers, connectTo, tell, every = EVERY, lastPatience = LAST_PATIENCE } = options
  complainSeldom(tell, endpoint)
  const receiver = (path: string) => ({
    url: `${endpoint.replace(/\/$/, '')}${path}`,
    headers,
    timeoutMillis: PATIENCE,
    httpAgentOptions: agentFor(connectTo),
  })
  // Nothing is detected: host, user and command line of a machine may name a person, or hold a secret.
  const resource = resourceFromAttributes({
    'service.name': service,
    'service.namespace': 'chain-of-trust',
    'service.instance.id': randomUUID(),
  })
  const spans = new TracerProvider({
    resource,
    // Whether we record is not the caller's to say: their `sampled` flag would hide what they do.
    sampler: new AlwaysOnSampler(),
    // The audit log may have begun this trace already: its id is the one.
    idGenerator: {
      generateTraceId: () => currentTrace()?.traceId ?? randomBytes(16).toString('hex'),
      generateSpanId: () => randomBytes(8).toString('hex'),
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(receiver('/v1/traces')),
        scheduledDelayMillis: every.spans,
        maxQueueSize: MOST_WAITING,
      }),
    ],
  })
  const numbers = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(receiver('/v1/metrics')),
        exportIntervalMillis: every.metrics,
        exportTimeoutMillis: Math.min(PATIENCE, every.metrics),
      }),
    ],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider({
    getTracer: (name) => (name === TELEMETRY_SCOPE ? spans.getTracer(name) : DEAF.getTracer(name)),
  })
  metrics.setGlobalMeterProvider({
    getMeter: (name) => (name === TELEMETRY_SCOPE ? numbers.getMeter(name) : createNoopMeter()),
  })
  return {
    async close() {
      const left = Promise.allSettled([spans.shutdown(), numbers.shutdown({ timeoutMillis: lastPatience })])
      const patience = new Promise((resolve) => void setTimeout(resolve, lastPatience).unref())
      await Promise.race([left, patience])
      trace.disable()
      metrics.disable()
      context.disable()
    },
  }
}

/** For libraries that speak to the same API: their spans would hold prompts, statements and URLs. */
const DEAF = new ProxyTracerProvider()

/** The exporter's own words would quote the receiver's answer, and come for every batch. */
function complainSeldom(tell: (line: string) => void, endpoint: string): void {
  let last = -Infinity
  const complain = () => {
    if (performance.now() - last < QUIET) return
    last = performance.now()
    tell(`traces and metrics do not reach ${new URL(endpoint).origin}; requests are served without`)
  }
  const silent = () => {}
  const logger = { error: complain, warn: complain, info: silent, debug: silent, verbose: silent }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}
