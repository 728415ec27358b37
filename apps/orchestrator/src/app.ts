import type { AuditLog, Exchange, KeySource } from '@chain-of-trust/auth-core'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import {
  clientsOf,
  createService,
  registration,
  type SecurityEvents,
  type SharedState,
} from '@chain-of-trust/service-kit'
import { acceptsTokenA, TOKEN_A_ROUTE_SCOPES, type Sender } from '@chain-of-trust/token-flow'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { ChatModel } from './agent/model.ts'
import { createAccounts } from './accounts/accounts.ts'
import { askVault } from './accounts/ask-vault.ts'
import { trackRunning } from './caller.ts'
import type { Config } from './config.ts'
import { startBackgroundJobs, type JobDependencies } from './jobs/background-jobs.ts'
import { withScheduling } from './jobs/schedule-tool.ts'
import { mcpServers } from './mcp-servers.ts'
import { answerOutages } from './outage.ts'
import { createOperations } from './operations/operations.ts'
import { startSweeping } from './operations/sweeping.ts'
import { toolCallExecutor } from './operations/tool-call-executor.ts'
import { accountsRoute } from './routes/accounts.ts'
import { catalogueRoute } from './routes/catalogue.ts'
import { chatRoute } from './routes/chat.ts'
import { operationsRoute } from './routes/operations.ts'
import { toolsRoute } from './routes/tools.ts'
import { openState, type State } from './state/open-state.ts'
import { createToolCalls } from './tools/tool-call.ts'
import { createToolLists } from './tools/tool-lists.ts'

/** Bytes: a conversation with the documents that it read. */
const BODY_LIMIT = 2 * 1024 * 1024
/** Milliseconds that a stream may go on after a stop was asked for. */
const GRACE = 2000

export interface Dependencies {
  keys: KeySource
  exchange: Exchange
  /** Presents Token B to the MCP servers. */
  sender: Sender
  audit: AuditLog
  /** How we hear of revocations; absent where the issuer tells nobody. */
  events?: SecurityEvents | undefined
  /** What replicas share; absent: this process is the only one. */
  shared?: SharedState | undefined
  model: ChatModel
  /** Parked operations, approvals, jobs; in memory unless given. Closed with the app. */
  state?: State
  /** Absent: there are no background jobs. */
  jobs?: JobDependencies
}

/** Tier 2: accepts Token A, lets the agent work within the policy, calls MCP servers with Token B. */
export async function buildApp(config: Config, dependencies: Dependencies): Promise<FastifyInstance> {
  const { keys, exchange, sender, audit, events, shared, model, state = await openState() } = dependencies
  const app = createService({
    name: 'orchestrator',
    logLevel: config.LOG_LEVEL,
    trustedProxies: config.TRUSTED_PROXIES,
    bodyLimit: BODY_LIMIT,
  })

  // The first to be added is the last to be run.
  app.addHook('onClose', () => state.close())

  // Before the gate: a preflight carries no token, and a refusal must be readable by the page.
  await app.register(cors, {
    origin: config.HOST_ORIGIN,
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'dpop', 'content-type', 'traceparent'],
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After'],
    maxAge: 600,
  })
  await app.register(resourceServer, {
    accepts: acceptsTokenA({
      issuer: config.ISSUER,
      tenant: config.TENANT_ID,
      audience: config.AUDIENCE,
      clients: clientsOf('orchestrator'),
    }),
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint: config.SENDER_CONSTRAINT,
    audit,
    tokenName: 'A',
    proofs: shared?.proofs,
    revocations: events?.revocations,
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: TOKEN_A_ROUTE_SCOPES,
      name: registration('orchestrator').displayName,
    },
  })

  shared?.connect(app)
  await events?.connect(app)
  answerOutages(app)

  const servers = mcpServers()
  const vault = registration('token-vault').url
  const calls = createToolCalls({ sender, audit, vault })
  const accounts = createAccounts({ ask: askVault(sender, vault), servers, vault })
  const lists = createToolLists(calls, events?.revocations)
  const running = trackRunning({ exchange, audit })
  app.addHook('preClose', (done) => {
    running.stop(GRACE)
    done()
  })

  const operations = createOperations({ store: state.operations, audit, accounts, ttl: config.OPERATION_TTL })
  const tools = { servers, calls }
  const jobs =
    dependencies.jobs &&
    startBackgroundJobs(app, {
      ...dependencies.jobs,
      stores: state.jobs,
      ...tools,
      clientId: config.CLIENT_ID,
      host: config.HOST_ORIGIN,
      model,
      operations,
      revocations: events?.revocations,
      running,
      audit,
    })
  const agent = jobs === undefined ? tools : withScheduling(tools, jobs)
  operations.register('tool_call', toolCallExecutor(agent.servers, agent.calls))
  await startSweeping(app, operations, state.ledger)

  catalogueRoute(app, { model, servers })
  toolsRoute(app, { servers, calls, operations, running })
  chatRoute(app, { ...agent, lists, model, ledger: state.ledger, operations, audit, running })
  operationsRoute(app, { operations, running })
  accountsRoute(app, { accounts, running })
  return app
}
