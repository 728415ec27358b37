import * as z from 'zod'
import { isProtected } from '../endpoint.ts'

/** The exporter's library would take a credential from here; `/proc` and crash reports would have it too. */
const inFile = z
  .undefined({ error: 'a header may be a credential: it belongs into OTEL_EXPORTER_OTLP_HEADERS_FILE' })
  .optional()

/** A name without a dot is one of a container network: no public one is resolved. What is sent there holds no secret. */
const Receiver = z
  .url()
  .refine(
    (url) => isProtected(url) || /^http:\/\/[a-z][a-z\d-]*(:\d+)?(\/|$)/.test(url),
    'must be https, or http on loopback or within a container network',
  )
  .refine(namesNobody, 'a user and a password belong into OTEL_EXPORTER_OTLP_HEADERS_FILE')

/** Where traces and metrics go (OpenTelemetry's own names). Nowhere unless configured. */
export const telemetryVariables = {
  /** Base of an OTLP/HTTP receiver, `/v1/traces` and `/v1/metrics` follow. CONNECT_TO applies. */
  OTEL_EXPORTER_OTLP_ENDPOINT: Receiver.optional(),
  /** A file with a `Name: value` per line. */
  OTEL_EXPORTER_OTLP_HEADERS_FILE: z.string().optional(),
  OTEL_EXPORTER_OTLP_HEADERS: inFile,
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: inFile,
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: inFile,
}

function namesNobody(url: string): boolean {
  if (!URL.canParse(url)) return true
  const { username, password } = new URL(url)
  return username === '' && password === ''
}
