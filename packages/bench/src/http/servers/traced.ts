import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startTelemetry } from '@chain-of-trust/service-kit/telemetry'
import type { StartServer } from './main.ts'

/** The same server, which sends its traces and metrics to a process of their own. */
export function traced(start: StartServer): StartServer {
  return async (url, issuer) => {
    const sink = fork(new URL('./otlp-sink.ts', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [port] = (await once(sink, 'message')) as [number]
    await startTelemetry('bench', { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}` }, (line) => {
      throw new Error(line)
    })
    await start(url, issuer)
  }
}
