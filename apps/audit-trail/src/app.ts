import { entraV2, type AuditLog, type KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { createService, type SecurityEvents, type SharedState } from '@chain-of-trust/service-kit'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { enforcePerson } from './access.ts'
import type { Config } from './config.ts'
import { readers, writers } from './log-name.ts'
import { followOwnLogs } from './own-log/follow.ts'
import { openOwnLogs } from './own-log/own-logs.ts'
import { createReads } from './reads.ts'
import { chainsRoute } from './routes/chains.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoute } from './routes/export.ts'
import { logRoutes } from './routes/logs.ts'
import { answerOutages } from './routes/outage.ts'
import { streamRoute, type StreamOptions } from './routes/stream.ts'
import type { Store } from './store/open-store.ts'

export interface Dependencies {
  keys: KeySource
  audit: AuditLog
  store: Store
  /** Folder of our own audit files, which come into the store too; absent: they are somebody else's business. */
  ownLogs?: string
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
  /** What replicas share; absent: this process is the only one. */
  shared?: SharedState | undefined
  /** Epoch seconds. */
  now?: () => number
  times?: StreamOptions['times']
}

/** Collects the services' audit logs as they are, chain and all; shows people their own records, and auditors all. */
export async function buildApp(config: Config, dependencies: Dependencies): Promise<FastifyInstance> {
  const { keys, store, events, shared, times, now = () => Date.now() / 1000 } = dependencies
  const app = createService({
    name: 'audit-trail',
    logLevel: config.LOG_LEVEL,
    trustedProxies: config.TRUSTED_PROXIES,
    bodyLimit: 16 * 1024,
  })
  // The first to be added is the last to be run.
  app.addHook('onClose', () => store.close())
  const audit = withOwnLogs(app, config, dependencies)

  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('cache-control', 'no-store')
    done(null, payload)
  })
  // Before the gate: a preflight carries no token, and a refusal must be readable by the page.
  await app.register(cors, {
    origin: config.HOST_ORIGIN,
    methods: ['GET'],
    allowedHeaders: ['authorization', 'dpop', 'traceparent', 'last-event-id'],
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After', 'Content-Disposition'],
    maxAge: 600,
  })

  // 1. People and services both get past this line, and each route says for whom it is: no token is both.
  await app.register(resourceServer, {
    accepts: entraV2({
      issuer: config.ISSUER,
      tenants: [config.TENANT_ID],
      audience: config.AUDIENCE,
      clients: [...readers(), ...writers()],
      appOnly: true,
    }),
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    proofs: shared?.proofs,
    revocations: events?.revocations,
    now,
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: ['Audit.Read'],
      name: 'Audit trail',
    },
  })
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.scopes !== undefined) enforcePerson(request.getToken())
  })
  shared?.connect(app)
  await events?.connect(app)
  answerOutages(app)

  // 2. What comes in, and who may see it.
  const reads = createReads(audit, config.SENDER_CONSTRAINT)
  logRoutes(app, { logs: store.logs, audit, senderConstraint: config.SENDER_CONSTRAINT })
  eventRoutes(app, { events: store.events, traces: store.traces, reads })
  streamRoute(app, { store, reads, revocations: events?.revocations, now, times: times ?? {} })
  exportRoute(app, { events: store.events, reads })
  chainsRoute(app, { store, reads })
  return app
}

/** The log to write to, which comes into the store as it grows. */
function withOwnLogs(
  app: FastifyInstance,
  config: Config,
  { ownLogs, audit, store }: Dependencies,
): AuditLog {
  if (ownLogs === undefined) return audit
  const instance = config.AUDIT_TRAIL_INSTANCE
  return followOwnLogs(app, audit, openOwnLogs(ownLogs, store.logs, { audit, log: app.log, instance }))
}
