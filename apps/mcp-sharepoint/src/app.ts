import type { AuditLog, KeySource } from '@chain-of-trust/auth-core'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { buildMcpApp } from '@chain-of-trust/mcp-kit'
import {
  clientsOf,
  openSecurityEvents,
  sendsResourceIndicators,
  type ClientKey,
} from '@chain-of-trust/service-kit'
import {
  acceptsTokenB,
  applicationFetch,
  createSender,
  exchangeForTokenC,
  withTokenC,
  type SenderOptions,
} from '@chain-of-trust/token-flow'
import type { Config } from './config.ts'
import { sharepoint } from './server.ts'

export interface AppOptions {
  keys: KeySource
  audit: AuditLog
  /** Proves who we are at the token endpoint. */
  clientKey: ClientKey
  /** Token C is bound to it; absent: bearer tokens. */
  dpopKey?: DpopKey | undefined
  fetch?: SenderOptions['fetch']
}

/** Joins the gate (mcp-kit) with the hops of the walk-through (token-flow); neither knows the other. */
export function buildApp(
  config: Config,
  { keys, audit, clientKey, dpopKey, fetch }: AppOptions,
): ReturnType<typeof buildMcpApp> {
  const wire = fetch === undefined ? { dpopKey } : { dpopKey, fetch }
  const sender = createSender(wire)
  const client = {
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: clientKey,
    resourceIndicators: sendsResourceIndicators(config),
    ...wire,
  }
  const events = openSecurityEvents('mcp-sharepoint', config, {
    keys,
    audit,
    fetchFor: (resource) => applicationFetch(client, sender, resource),
  })
  return buildMcpApp(config, {
    definition: sharepoint(
      { identifier: config.GRAPH_IDENTIFIER, url: config.GRAPH_URL },
      config.AUTHENTICATION_CONTEXTS,
    ),
    accepts: acceptsTokenB({
      issuer: config.ISSUER,
      tenant: config.TENANT_ID,
      audience: config.AUDIENCE,
      clients: clientsOf('mcp-sharepoint'),
    }),
    keys,
    exchange: exchangeForTokenC(client, { revocations: events?.revocations }),
    sender: withTokenC(sender),
    events,
    audit,
  })
}
