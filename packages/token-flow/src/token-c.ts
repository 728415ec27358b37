/**
 * Token C: the MCP server calls the enterprise resource as the user.
 *
 * Minted per tool call with the one scope that the tool's row names, bound to the MCP server's key. The tool
 * itself never holds it: it gets a fetch.
 */
import type { Exchange, Secret, TokenProfile } from '@chain-of-trust/auth-core'
import type { ConfidentialClient } from './confidential-client.ts'
import { entraProfile, type Audience } from './entra-profile.ts'
import { createExchange, type ExchangeOptions } from './exchange-cache.ts'
import type { Sender, TokenFetch } from './sender.ts'

// 7. Exchange B for C. The gate of mcp-kit does it before the tool runs, while a refusal can still be an
//    HTTP status with its challenge.
export function exchangeForTokenC(client: ConfidentialClient, options: ExchangeOptions = {}): Exchange {
  return createExchange(client, options)
}

// 8. Call the resource with Token C: this fetch is all that the tool gets.
export function withTokenC(sender: Sender): (tokenC: Secret) => TokenFetch {
  return (tokenC) => sender(tokenC)
}

// 9. The resource verifies Token C and applies the user's own permissions: a scope says what the agent may
//    try, never what the person may see.
export function acceptsTokenC(audience: Audience): TokenProfile {
  return entraProfile(audience)
}

// 10. The answer flows back through the tiers. Four audit records, joined by trace id and by uti from parent
//     to child, say who did what with whose power (auth-core, `exchangeRecorded`).
