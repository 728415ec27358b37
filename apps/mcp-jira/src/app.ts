import type { AuditLog, KeySource } from '@chain-of-trust/auth-core'
import { buildMcpApp, type LinkedResource } from '@chain-of-trust/mcp-kit'
import {
  clientsOf,
  linkedAccountOf,
  openSecurityEvents,
  sendsResourceIndicators,
  type SharedState,
} from '@chain-of-trust/service-kit'
import { mcpServerHops, type McpServerIdentity } from '@chain-of-trust/token-flow'
import type { Config } from './config.ts'
import { jira } from './server.ts'

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
    clients: clientsOf('mcp-jira'),
    resourceIndicators: sendsResourceIndicators(config),
  })
  const events = openSecurityEvents('mcp-jira', config, { keys, audit, shared, fetchFor })
  const account: LinkedResource = {
    ...linkedAccountOf('mcp-jira'),
    title: 'Jira',
    url: config.JIRA_API_URL,
    vault: { identifier: config.VAULT_IDENTIFIER, url: config.VAULT_URL, portal: config.VAULT_PORTAL },
  }
  return buildMcpApp(config, {
    definition: jira(account),
    ...hops,
    exchange: exchange(events?.revocations),
    keys,
    events,
    shared,
    audit,
  })
}
