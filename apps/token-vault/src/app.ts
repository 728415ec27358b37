import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import {
  clientsOf,
  createService,
  registration,
  type SecurityEvents,
  type SharedState,
  type SqlDatabase,
} from '@chain-of-trust/service-kit'
import type { WebSignIn } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import { openAccessControl } from './access/access-control.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { VaultCipher } from './envelope/vault-cipher.ts'
import { openLinkRequests } from './linking/link-requests.ts'
import { linkingPages } from './linking/linking.ts'
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
  /** For the tables of the pages. */
  database: SqlDatabase
  /** How people sign in to the pages. */
  webSignIn: WebSignIn
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
  /** What replicas share; absent: this process is the only one. */
  shared?: SharedState | undefined
  /** To the providers. */
  fetch?: Fetch
  /** Of the links; tokens that we are called with are judged by the real one. */
  clock?: Clock
}

/** Keeps people's accounts elsewhere, and hands out their short tokens, each to the one server that it is for. */
export async function buildApp(config: Config, dependencies: Dependencies): Promise<FastifyInstance> {
  const { keys, audit, providers, store, database, events, shared, clock = systemClock } = dependencies
  const { origin } = new URL(config.RESOURCE)
  const app = createService({
    name: 'token-vault',
    logLevel: config.LOG_LEVEL,
    trustedProxies: config.TRUSTED_PROXIES,
    bodyLimit: 16 * 1024,
  })
  const accessControl = openAccessControl(providers)
  const vault = createVault({
    ...dependencies,
    clock,
    onTrouble: (err) => app.log.warn({ err }, 'not done in the background, trying again'),
  })

  const linkRequests = await openLinkRequests(database, { origin, now: clock.now })

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
    origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    tokenName: 'C',
    proofs: shared?.proofs,
    revocations: events?.revocations,
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: ['Vault.Use', 'Links.Manage'],
      name: 'Token vault',
    },
  })
  shared?.connect(app)
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

  // 3. The pages on which people link and unlink accounts: public to the gate, with a sign-in of their own.
  const { displayName, url } = registration('ai-host')
  await linkingPages(app, {
    ...dependencies,
    origin,
    authority: new URL(config.ISSUER).origin,
    links: vault.links,
    linkRequests,
    accessControl,
    revocations: events?.revocations,
    agent: registration('orchestrator').displayName,
    aiHost: { displayName, url },
    now: clock.now,
  })

  app.addHook('onReady', (done) => {
    vault.start()
    done()
  })
  // Before audit log and store are closed: what a provider has rotated is written and on the record.
  app.addHook('preClose', () => vault.close())
  return app
}
