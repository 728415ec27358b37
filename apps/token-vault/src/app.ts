import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { clientsOf, createService, type SecurityEvents } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'
import { openAccessControl } from './access/access-control.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { VaultCipher } from './envelope/vault-cipher.ts'
import type { LinkRequests } from './linking/link-requests.ts'
import type { Fetch } from './providers/oauth-request.ts'
import type { Providers } from './providers/providers.ts'
import { accessToken } from './routes/access-token.ts'
import { linksRoutes } from './routes/links.ts'
import type { LinkStore } from './store/link-store.ts'
import { createVault } from './vault.ts'

export interface Dependencies {
  keys: KeySource
  audit: AuditLog
  providers: Providers
  store: LinkStore
  cipher: VaultCipher
  linkRequests: Pick<LinkRequests, 'createLinkRequest'>
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
  /** To the providers. */
  fetch?: Fetch
  /** Of the links; tokens that we are called with are judged by the real one. */
  clock?: Clock
}

/** Keeps people's accounts elsewhere, and hands out their short tokens, each to the one server that it is for. */
export async function buildApp(config: Config, dependencies: Dependencies): Promise<FastifyInstance> {
  const { keys, audit, providers, store, linkRequests, events } = dependencies
  const app = createService({ name: 'token-vault', logLevel: config.LOG_LEVEL, bodyLimit: 16 * 1024 })
  const accessControl = openAccessControl(providers)
  const vault = createVault({
    ...dependencies,
    onTrouble: (err) => app.log.warn({ err }, 'not done in the background, trying again'),
  })

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

  // 2. Its routes. The person comes from the token, and so does the server that may have their account.
  accessToken(app, {
    vault,
    accessControl,
    linkRequests,
    audit,
    senderConstraint: config.SENDER_CONSTRAINT,
  })
  linksRoutes(app, { store, links: vault.links, accessControl, linkRequests })

  // 3. The pages on which people link: `registerLinkingPages(app, { …, links: vault.links })` of linking/ goes here.

  app.addHook('onReady', (done) => {
    vault.start()
    done()
  })
  // Before audit log and store are closed: what a provider has rotated is written and on the record.
  app.addHook('preClose', () => vault.close())
  return app
}
