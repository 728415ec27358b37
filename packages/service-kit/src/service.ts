import { withTrace } from '@chain-of-trust/auth-core'
import Fastify, { type FastifyInstance } from 'fastify'
import { loggerOptions } from './logger.ts'

export interface ServiceOptions {
  name: string
  logLevel: string
  /** Bytes. */
  bodyLimit?: number
}

/** A Fastify instance with what every service has: redacted log, trace context, `GET /healthz`, limits. */
export function createService({ name, logLevel, bodyLimit = 256 * 1024 }: ServiceOptions): FastifyInstance {
  const app = Fastify({
    logger: loggerOptions(name, logLevel),
    bodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // The caller's address is the socket's: an X-Forwarded-For from just anybody would forge the audit log.
    trustProxy: false,
  })

  app.addHook('onRequest', (request, _reply, done) => {
    const traceparent = request.headers['traceparent']
    withTrace(typeof traceparent === 'string' ? traceparent : undefined, done)
  })

  app.get('/healthz', { config: { public: true }, logLevel: 'silent' }, () => ({ status: 'ok' }))
  return app
}
