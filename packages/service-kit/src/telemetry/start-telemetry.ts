import type { z } from 'zod'
import { ConfigError } from '../config-error.ts'
import { isProtected } from '../endpoint.ts'
import { readHeadersFile } from './headers-file.ts'
import type { telemetryVariables } from './variables.ts'

export type TelemetryConfig = {
  [Name in 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_HEADERS_FILE']?: z.infer<
    (typeof telemetryVariables)[Name]
  >
} & { CONNECT_TO?: string }

export interface Telemetry {
  /** Sends what is left, for a short while, and sends no more. Never rejects. */
  close(): Promise<void>
}

/**
 * Sends traces and metrics by OTLP/HTTP, if there is an endpoint. Without one nothing is loaded. A receiver that
 * does not answer costs spans, never a request.
 * @param tell a line for the operator
 * @param lastPatience milliseconds that `close` waits for the receiver; default: a moment
 * @throws ConfigError for a file of headers that cannot be used
 */
export async function startTelemetry(
  service: string,
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS_FILE, CONNECT_TO }: TelemetryConfig,
  tell: (line: string) => void,
  lastPatience?: number,
): Promise<Telemetry> {
  if (endpoint === undefined) return { close: () => Promise.resolve() }
  const headers = readHeadersFile(OTEL_EXPORTER_OTLP_HEADERS_FILE)
  if (Object.keys(headers).length > 0 && !isProtected(endpoint)) {
    throw new ConfigError(['OTEL_EXPORTER_OTLP_HEADERS_FILE: a credential goes by https, or on loopback'])
  }
  const { startExport } = await import('./otlp.ts')
  return startExport({ service, endpoint, headers, connectTo: CONNECT_TO ?? '', tell, lastPatience })
}
