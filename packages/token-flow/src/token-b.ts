/**
 * Token B: the orchestrator calls one MCP server as the user.
 *
 * Minted per tool call for exactly one server, with only the scopes of that tool, and bound to the
 * orchestrator's key. Token A stays behind: passing it on would let a tool act as the whole agent.
 */
import {
  exchangeRecorded,
  type AuditLog,
  type Exchange,
  type ExchangedToken,
  type ExchangeRequest,
  type TokenProfile,
} from '@chain-of-trust/auth-core'
import { entraProfile, type Audience } from './entra-profile.ts'
import type { Sender, TokenFetch } from './sender.ts'

// 4. Exchange A for B. What the authorization server refuses comes back as what the host must do about it:
//    a claims challenge passes through unread.
export function exchangeForTokenB<Token extends ExchangedToken>(
  exchange: (...request: Parameters<Exchange>) => Promise<Token>,
  audit: AuditLog,
  request: Omit<ExchangeRequest, 'name'>,
): Promise<Token> {
  return exchangeRecorded(exchange, audit, { ...request, name: 'B' })
}

// 5. Call the MCP server with Token B: this fetch is all that the MCP client gets.
export function withTokenB(sender: Sender, tokenB: ExchangedToken): TokenFetch {
  return sender(tokenB.token)
}

// 6. The MCP server verifies Token B, and the tool's policy row: scopes, authentication context.
export function acceptsTokenB(audience: Audience): TokenProfile {
  return entraProfile(audience)
}
