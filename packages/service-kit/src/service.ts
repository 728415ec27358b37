import Fastify, { type FastifyInstance } from 'fastify'
import { letConnectionsGo } from './let-connections-go.ts'
import { loggerOptions } from './logger.ts'
import { traceRequests } from './telemetry/trace-requests.ts'

export interface ServiceOptions {
  name: string
  logLevel: string
  /** Bytes. */
  bodyLimit?: number
  /** Addresses and CIDR ranges whose `X-Forwarded-For` is believed. Default: nobody's. */
  trustedProxies?: string[] | undefined
}

/** A Fastify instance with what every service has: redacted log, trace context, `GET /healthz`, limits. */
export function createService({
  name,
  logLevel,
  bodyLimit = 256 * 1024,
  trustedProxies = [],
}: ServiceOptions): FastifyInstance {
  const app = Fastify({
    logger: loggerOptions(name, logLevel),
    bodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // An X-Forwarded-For from just anybody would forge the audit log. Without a proxy the address is the socket's.
    trustProxy: trustedProxies.length > 0 && trustedProxies,
  })

  traceRequests(app)
  letConnectionsGo(app)
  app.get('/healthz', { config: { public: true }, logLevel: 'silent' }, () => ({ status: 'ok' }))
  return app
}
