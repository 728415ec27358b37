import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import Fastify from 'fastify'
import { keysOf, profileOf, SCOPE } from '../../issuer.ts'
import { replyTo } from './bare-route.ts'
import { auditLog } from './audit-log.ts'
import type { StartServer } from './main.ts'

/** The same route behind auth-core's gate, with bearer tokens. */
export function resourceRoute({ audit }: { audit: boolean }): StartServer {
  return async (url, issuer) => {
    const app = Fastify()
    await app.register(resourceServer, {
      accepts: profileOf(issuer),
      keys: keysOf(issuer),
      origin: url.origin,
      senderConstraint: 'none',
      audit: auditLog(audit),
    })
    app.post(url.pathname, { config: { scopes: [SCOPE] } }, (request) => replyTo(request))
    await app.listen({ host: url.hostname, port: Number(url.port) })
  }
}
