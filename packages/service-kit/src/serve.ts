import type { AuditLog } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import type { AuditForwarding } from './audit-trail/connect.ts'
import { ConfigError } from './config-error.ts'
import { installConnectTo } from './connect-to.ts'
import { DatabaseUnavailable } from './sql/sql-database.ts'
import { startTelemetry, type TelemetryConfig } from './telemetry/start-telemetry.ts'

interface Built {
  app: FastifyInstance
  config: Listening
  /** Closed with the service, with its last record vouched for. */
  audit?: AuditLog
  /** Sends that log on. */
  forwarding?: AuditForwarding | undefined
}

interface Listening extends TelemetryConfig {
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
    const { app, config, audit, forwarding } = await build()
    await installConnectTo(config.CONNECT_TO)
    if (audit !== undefined) {
      // The first to be added is the last to be run: what the log says last is still sent.
      forwarding?.connect(app, audit)
      app.addHook('onClose', () => audit.close())
    }
    const telemetry = await startTelemetry(name, config, (line) => app.log.warn(line))
    await app.listen({ port: config.PORT, host: config.HOST })
    // Last of all, and no hook: those run in the opposite of their order. What ends while the service closes is still sent.
    closeOnSignal(() => app.close().then(() => telemetry.close()))
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`)
    process.exit(1)
  }
}

function closeOnSignal(end: () => Promise<void>): void {
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    // A hook that will not end must not keep the process. Connections are cut before: `letConnectionsGo`.
    setTimeout(() => process.exit(1), 5_000).unref()
    void end().then(() => process.exit(0))
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
  if (error instanceof DatabaseUnavailable) return explainOutage(error)
  if (error instanceof Error && 'severity' in error) return explainRefusal(error)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** It passes for whoever runs already; whoever starts is told what to do about it. */
function explainOutage({ message, cause }: DatabaseUnavailable): string {
  if (cause instanceof Error && 'errcode' in cause)
    return `${message}: see to the disk and to the files in STATE_DIR; then start this again`
  if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('28'))
    return explainRefusal(cause)
  return `${message}: start PostgreSQL, or mend DATABASE_URL; then start this again`
}

/** PostgreSQL's own answer: a wrong password, say, or a database that is not there. */
function explainRefusal({ message }: Error): string {
  return `PostgreSQL refused: ${message}; mend DATABASE_URL or DATABASE_PASSWORD_FILE, and start this again`
}
