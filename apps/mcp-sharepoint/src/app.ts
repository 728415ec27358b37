import type { AuditLog, KeySource } from '@chain-of-trust/auth-core'
import { buildMcpApp } from '@chain-of-trust/mcp-kit'
import {
  clientsOf,
  openSecurityEvents,
  sendsResourceIndicators,
  type SharedState,
} from '@chain-of-trust/service-kit'
import { mcpServerHops, type McpServerIdentity } from '@chain-of-trust/token-flow'
import type { Config } from './config.ts'
import { sharepoint } from './server.ts'

export interface AppOptions extends McpServerIdentity {
  keys: KeySource
  audit: AuditLog
  /** What replicas of the server share. */
  shared?: SharedState | undefined
}

/** Joins the gate (mcp-kit) with the hops of the walk-through (token-flow); neither knows the other. */
export function buildApp(
  config: Config,
  { keys, audit, shared, ...identity }: AppOptions,
): ReturnType<typeof buildMcpApp> {
  const { exchange, fetchFor, ...hops } = mcpServerHops(config, identity, {
    clients: clientsOf('mcp-sharepoint'),
    resourceIndicators: sendsResourceIndicators(config),
  })
  const events = openSecurityEvents('mcp-sharepoint', config, { keys, audit, shared, fetchFor })
  return buildMcpApp(config, {
    definition: sharepoint(
      { identifier: config.GRAPH_IDENTIFIER, url: config.GRAPH_URL },
      config.AUTHENTICATION_CONTEXTS,
    ),
    ...hops,
    exchange: exchange(events?.revocations),
    keys,
    events,
    shared,
    audit,
  })
}
