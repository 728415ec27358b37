import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { createService, type SecurityEvents, type SharedState } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { speakGraph } from './graph-error.ts'
import { openLibrary } from './library/library.ts'
import { deleteItem } from './routes/delete-item.ts'
import { invite } from './routes/invite.ts'
import { listItems } from './routes/list-items.ts'
import { readItem } from './routes/read-item.ts'

export interface Dependencies {
  keys: KeySource
  audit: AuditLog
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
  /** What replicas share; absent: this process is the only one. */
  shared?: SharedState | undefined
}

/** SharePoint through Microsoft Graph, as far as the tools need it: a plain resource server. */
export async function buildApp(
  config: Config,
  { keys, audit, events, shared }: Dependencies,
): Promise<FastifyInstance> {
  const app = createService({
    name: 'mock-graph',
    logLevel: config.LOG_LEVEL,
    trustedProxies: config.TRUSTED_PROXIES,
  })

  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('cache-control', 'no-store')
    done(null, payload)
  })

  // 1. Only Token C, minted for this resource and for a client we know, gets past this line.
  await app.register(resourceServer, {
    accepts: entraV2({
      issuer: config.ISSUER,
      tenants: [config.TENANT_ID],
      audience: config.AUDIENCE,
      clients: config.ALLOWED_CLIENTS,
    }),
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    tokenName: 'C',
    proofs: shared?.proofs,
    revocations: events?.revocations,
    scopeHierarchy: { 'Files.ReadWrite': ['Files.Read'] },
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: ['Files.Read', 'Files.Share', 'Files.Delete'],
      name: 'Documents (mock of Microsoft Graph)',
    },
  })

  shared?.connect(app)
  await events?.connect(app)

  // 2. Each route names its scope; each asks the library what the person may do.
  const library = openLibrary(config.LIBRARY_FILE)
  app.addHook('onClose', () => library.close())
  await app.register(
    (graph, _options, done) => {
      speakGraph(graph, { audit, senderConstraint: config.SENDER_CONSTRAINT })
      listItems(graph, library)
      readItem(graph, library)
      invite(graph, library)
      deleteItem(graph, library, config.DELETE_AUTHENTICATION_CONTEXT)
      done()
    },
    { prefix: '/v1.0' },
  )
  return app
}
