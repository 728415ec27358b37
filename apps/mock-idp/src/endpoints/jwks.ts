import type { FastifyInstance } from 'fastify'
import type { IdentityProvider } from '../identity-provider.ts'

/** The public keys (RFC 7517 §5): in use, announced, and retired while their tokens may live. */
export function jwks(app: FastifyInstance, idp: IdentityProvider): void {
  app.get('/:tenant/discovery/v2.0/keys', (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'public, max-age=60')
      .send(idp.signingKeys.jwks()),
  )
}
