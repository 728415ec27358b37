export { applicationFetch, applicationFetchFor, requestApplicationToken } from './application-token.ts'
export type { ConfidentialClient } from './confidential-client.ts'
export { entraProfile, type Audience } from './entra-profile.ts'
export { cacheExchange, createExchange, type ExchangeOptions } from './exchange-cache.ts'
export { createLongRunning, type LongRunning, type LongRunningToken } from './long-running.ts'
export { mcpServerHops, type McpServerHops, type McpServerIdentity } from './mcp-server-hops.ts'
export { createSender, type Sender, type SenderOptions, type TokenFetch } from './sender.ts'
export { acceptsTokenA, TOKEN_A_ROUTE_SCOPES, tokenAScopes } from './token-a.ts'
export { acceptsTokenB, exchangeForTokenB, withTokenB } from './token-b.ts'
export { acceptsTokenC, exchangeForTokenC, withTokenC } from './token-c.ts'
export { createTokenSeal, type Owner, type TokenSeal } from './token-seal.ts'
export {
  createWebSignIn,
  type PendingSignIn,
  type SignedIn,
  type WebSignIn,
  type WebSignInOptions,
} from './web-sign-in.ts'
