import { metrics, type Meter, type MeterProvider } from '@opentelemetry/api'
import type { TelemetryAttributes } from './attributes.ts'
import { TELEMETRY_SCOPE } from './span.ts'

/** Seconds: the bounds that the semantic conventions give for the durations of requests. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

function instrumentsOf(meter: Meter) {
  const duration = (name: string, description: string) =>
    meter.createHistogram(name, {
      unit: 's',
      description,
      advice: { explicitBucketBoundaries: SECONDS },
    })
  return {
    requests: duration('http.server.request.duration', 'Requests answered.'),
    operations: duration('mcp.server.operation.duration', 'MCP requests answered.'),
    exchanges: duration('chain_of_trust.exchange.duration', 'Tokens asked for on behalf of somebody.'),
    revocationLag: meter.createHistogram('chain_of_trust.revocation.lag', {
      unit: 's',
      description: 'From the instant before which tokens are refused until this service refuses them.',
      advice: { explicitBucketBoundaries: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] },
    }),
    auditLag: meter.createGauge('chain_of_trust.audit.lag', {
      unit: 's',
      description: 'Age of the oldest audit record that audit-trail has not taken; 0: it has them all.',
    }),
    lookups: meter.createCounter('chain_of_trust.cache.lookups', {
      description: 'Tokens looked for in a cache.',
    }),
    records: meter.createCounter('chain_of_trust.audit.records', {
      description: 'Records written to the audit log.',
    }),
    refusals: meter.createCounter('chain_of_trust.refusals', {
      description: 'Requests refused or challenged, by the reason in the audit log.',
    }),
  }
}

type Instruments = ReturnType<typeof instrumentsOf>

let known: { provider: MeterProvider; instruments: Instruments } | undefined

/** The API hands out instruments that stay deaf when no SDK was there yet: they are asked for again when one is. */
function instruments(): Instruments {
  const provider = metrics.getMeterProvider()
  if (known?.provider !== provider) {
    known = { provider, instruments: instrumentsOf(provider.getMeter(TELEMETRY_SCOPE)) }
  }
  return known.instruments
}

type Gauge = 'auditLag'
type Duration = 'requests' | 'operations' | 'exchanges' | 'revocationLag'

/** @param seconds that it took */
export function measure(what: Duration, seconds: number, attributes: TelemetryAttributes): void {
  instruments()[what].record(seconds, { ...attributes })
}

/** What is so now. */
export function gauge(what: Gauge, value: number): void {
  instruments()[what].record(value)
}

/** Adds one. */
export function count(
  what: Exclude<keyof Instruments, Duration | Gauge>,
  attributes: TelemetryAttributes,
): void {
  instruments()[what].add(1, { ...attributes })
}
