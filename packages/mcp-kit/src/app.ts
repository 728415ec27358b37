import type { AuditLog, Exchange, KeySource } from '@chain-of-trust/auth-core'
import { resourceServer, type ResourceServerOptions } from '@chain-of-trust/auth-core/fastify'
import {
  createService,
  type SecurityEvents,
  type ServiceConfig,
  type SharedState,
} from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Extension } from './extension.ts'
import { refuseForeignPages } from './foreign-pages.ts'
import { createGate } from './gate.ts'
import { serveMcp } from './mcp-route.ts'
import { createProtocol } from './protocol.ts'
import type { McpServerDefinition } from './server-definition.ts'
import type { TokenSender } from './tool-call.ts'
import { scopesOf } from './tool-policy.ts'

export type McpAppConfig = Pick<ServiceConfig, 'RESOURCE' | 'ISSUER' | 'SENDER_CONSTRAINT' | 'LOG_LEVEL'> &
  Partial<Pick<ServiceConfig, 'TRUSTED_PROXIES'>>

export interface McpAppOptions {
  definition: McpServerDefinition
  /** Prompts, resources, streams: see what each costs. Absent: tools only, and nothing streams. */
  extension?: Extension
  /** Token B: who may call us, and with what. */
  accepts: ResourceServerOptions['accepts']
  keys: KeySource
  /** Exchanges Token B for Token C. */
  exchange: Exchange
  /** Makes the fetch that presents Token C. */
  sender: TokenSender
  /** Makes the fetch that presents a provider's token, where the definition has linked accounts. */
  providerSender?: TokenSender
  audit: AuditLog
  /** What replicas of the server share. */
  shared?: SharedState | undefined
  /** How the server hears of revocations. */
  events?: SecurityEvents | undefined
}

/** An MCP server over HTTP: the gate, then the SDK. */
export async function buildMcpApp(config: McpAppConfig, options: McpAppOptions): Promise<FastifyInstance> {
  const { definition, extension, accepts, keys, exchange, sender, providerSender } = options
  const { audit, shared, events } = options
  const app = createService({
    name: definition.name,
    logLevel: config.LOG_LEVEL,
    trustedProxies: config.TRUSTED_PROXIES,
  })
  const senderConstraint = config.SENDER_CONSTRAINT

  // 1. No web page gets in, whatever token it has come by.
  app.addHook('onRequest', refuseForeignPages(config.RESOURCE))

  // 2. Only Token B, minted for this server and presented by the holder of its key.
  await app.register(resourceServer, {
    accepts,
    keys,
    origin: new URL(config.RESOURCE).origin,
    senderConstraint,
    audit,
    tokenName: 'B',
    resourceMetadata: {
      resource: config.RESOURCE,
      authorizationServers: [config.ISSUER],
      scopes: scopesOf(definition.policy),
      name: definition.title,
    },
    proofs: shared?.proofs,
    revocations: events?.revocations,
  })
  shared?.connect(app)
  await events?.connect(app)

  // 3. Only what the policy allows this user and this client, with a Token C for just that.
  const gate = createGate({
    definition,
    extension,
    exchange,
    sender,
    providerSender,
    audit,
    senderConstraint,
  })

  // 4. Only then the MCP SDK and the tool.
  const protocol = createProtocol(definition, app.log, extension)
  app.addHook('onClose', () => protocol.close())
  serveMcp(app, { resource: config.RESOURCE, gate, protocol })
  return app
}
