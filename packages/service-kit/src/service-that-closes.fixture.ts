import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { serve } from './serve.ts'
import { createService } from './service.ts'

// A service that is told to stop as soon as it runs, and records something while it closes. Its argument: the collector.
await serve('example', () => {
  const app = createService({ name: 'example', logLevel: 'silent' })
  const audit = memoryAuditLog('example')
  app.addHook('onClose', async () => audit.write({ event: 'sign_out', outcome: 'success' }))
  const config = { PORT: 0, HOST: '127.0.0.1', CONNECT_TO: '', OTEL_EXPORTER_OTLP_ENDPOINT: process.argv[2] }
  return Promise.resolve({ app, config })
})
process.kill(process.pid, 'SIGTERM')
