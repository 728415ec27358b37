import { withTrace } from '@chain-of-trust/auth-core'
import { measure, openSpan, type TelemetryAttributes } from '@chain-of-trust/auth-core/telemetry'
import type { FastifyInstance } from 'fastify'

/** Methods that have a name (RFC 9110 §9, RFC 5789): anything else is the caller's own text. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'])

/**
 * Enters the caller's trace for every request, with a span and a duration of its own. They name the route's pattern,
 * never the URL: paths hold ids and tickets, queries hold codes. Health checks are let go.
 */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    withTrace(request.headers, () => {
      const { url: route } = request.routeOptions
      if (route === '/healthz') return done()
      const method = METHODS.has(request.method) ? request.method : '_OTHER'
      const attributes: TelemetryAttributes = {
        'http.request.method': method,
        'url.scheme': 'http',
        ...(route === undefined ? {} : { 'http.route': route }),
      }
      const begun = performance.now()
      const name = route === undefined ? method : `${method} ${route}`
      const span = openSpan(name, { kind: 'server', attributes })
      // After a stream's last byte, and after a caller who left before it.
      reply.raw.once('close', () => {
        const { statusCode } = reply
        const status = { 'http.response.status_code': statusCode }
        span.set(status)
        if (statusCode >= 500) span.fail(String(statusCode))
        span.end()
        measure('requests', (performance.now() - begun) / 1000, { ...attributes, ...status })
      })
      return span.run(done)
    })
  })
}
