import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { clientsOf, createService, type SecurityEvents } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'
import { openAccessControl } from './access/access-control.ts'
import type { Config } from './config.ts'
import type { Providers } from './providers/providers.ts'

export interface Dependencies {
  keys: KeySource
  audit: AuditLog
  providers: Providers
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
}

/** Keeps people's accounts elsewhere, and hands out their short tokens, each to the one server that it is for. */
export async function buildApp(
  config: Config,
  { keys, audit, providers, events }: Dependencies,
): Promise<FastifyInstance> {
  const app = createService({ name: 'token-vault', logLevel: config.LOG_LEVEL, bodyLimit: 16 * 1024 })
  openAccessControl(providers)

  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('cache-control', 'no-store')
    done(null, payload)
  })

  // 1. Only Token C, minted for the vault and for a client we know, gets past this line; pages say that they are public.
  await app.register(resourceServer, {
    accepts: entraV2({
      issuer: config.ISSUER,
      tenants: [config.TENANT_ID],
      audience: config.AUDIENCE,
      clients: clientsOf('token-vault'),
    }),
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    tokenName: 'C',
    revocations: events?.revocations,
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: ['Vault.Use', 'Links.Manage'],
      name: 'Token vault',
    },
  })
  await events?.connect(app)

  // 2. The pages on which people link and unlink: `registerLinkingPages(app, deps)` of linking/ goes here.
  return app
}
