import type { AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { ConfigError } from './config-error.ts'
import { installConnectTo } from './connect-to.ts'

interface Built {
  app: FastifyInstance
  config: Listening
  /** Closed with the service, with its last record vouched for. */
  audit?: AuditLog
}

interface Listening {
  PORT: number
  HOST: string
  CONNECT_TO: string
}

/**
 * Runs a service: builds it, listens, closes on SIGTERM, SIGINT or when the parent is gone. What keeps it
 * from starting is printed in words, and the exit status is 1.
 */
export async function serve(name: string, build: () => Promise<Built>): Promise<void> {
  try {
    const { app, config, audit } = await build()
    if (audit !== undefined) app.addHook('onClose', () => audit.close())
    await installConnectTo(config.CONNECT_TO)
    await app.listen({ port: config.PORT, host: config.HOST })
    closeOnSignal(app)
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`)
    process.exit(1)
  }
}

function closeOnSignal(app: FastifyInstance): void {
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    // A stream that will not end must not keep the process: half a minute is the longest request.
    setTimeout(() => process.exit(1), 5_000).unref()
    void app.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', close)
  process.once('SIGINT', close)
  process.once('disconnect', close)
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is in use by another program; stop it, or set PORT`
  }
  if (error instanceof Error && 'code' in error && error.code === 'EACCES') {
    return `cannot listen: ${error.message}`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
