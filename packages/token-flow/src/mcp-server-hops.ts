import type { Exchange, Revocations, TokenProfile } from '@chain-of-trust/auth-core'
import { applicationFetch } from './application-token.ts'
import type { ConfidentialClient } from './confidential-client.ts'
import { withProviderToken } from './provider-token.ts'
import { createSender, type Sender, type TokenFetch } from './sender.ts'
import { acceptsTokenB } from './token-b.ts'
import { exchangeForTokenC, withTokenC } from './token-c.ts'

/** Where an MCP server stands: the part of its configuration that the hops need. */
export interface McpServerPlace {
  ISSUER: string
  TENANT_ID: string
  TOKEN_ENDPOINT: string
  CLIENT_ID: string
  /** Its own application id. */
  AUDIENCE: string
}

/** What an MCP server proves itself with, and how it reaches others. */
export interface McpServerIdentity {
  /** Proves who it is at the token endpoint. */
  clientKey: ConfidentialClient['key']
  /** Token C is bound to it; absent: bearer tokens. */
  dpopKey?: ConfidentialClient['dpopKey']
  fetch?: ConfidentialClient['fetch']
}

export interface McpServerHops {
  accepts: TokenProfile
  /** @param revocations end what was exchanged, too */
  exchange: (revocations: Revocations | undefined) => Exchange
  sender: Sender
  /** For accounts at providers. */
  providerSender: Sender
  /** A fetch with the server's own token, in nobody's name: for security events. */
  fetchFor: (resource: string) => TokenFetch
}

/**
 * The hops of one MCP server, as the gate of mcp-kit takes them: 6 to 8 of the walk-through.
 * @param clients who may call it (`azp`)
 */
export function mcpServerHops(
  place: McpServerPlace,
  { clientKey, dpopKey, fetch }: McpServerIdentity,
  { clients, resourceIndicators }: { clients: readonly string[]; resourceIndicators: boolean },
): McpServerHops {
  const wire = fetch === undefined ? {} : { fetch }
  const sender = createSender({ dpopKey, ...wire })
  const client: ConfidentialClient = {
    clientId: place.CLIENT_ID,
    tenantId: place.TENANT_ID,
    issuer: place.ISSUER,
    tokenEndpoint: place.TOKEN_ENDPOINT,
    key: clientKey,
    dpopKey,
    resourceIndicators,
    ...wire,
  }
  return {
    accepts: acceptsTokenB({
      issuer: place.ISSUER,
      tenant: place.TENANT_ID,
      audience: place.AUDIENCE,
      clients,
    }),
    exchange: (revocations) => exchangeForTokenC(client, { revocations }),
    sender: withTokenC(sender),
    providerSender: withProviderToken(wire),
    fetchFor: (resource) => applicationFetch(client, sender, resource),
  }
}
