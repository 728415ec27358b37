export { type TelemetryAttributes } from './attributes.ts'
export { count, gauge, measure } from './metrics.ts'
export {
  annotate,
  currentSpanContext,
  errorType,
  inSpan,
  insideSpan,
  openSpan,
  TELEMETRY_SCOPE,
  type OpenSpan,
  type SpanOptions,
} from './span.ts'
