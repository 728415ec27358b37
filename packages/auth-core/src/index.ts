export { verifyAccessToken, type AccessToken, type TokenProfile } from './access-token.ts'
export { memoryAuditLog, openAuditLog, AuditRecord, type AuditEntry, type AuditLog } from './audit.ts'
export { dpopNonces, type DpopNonces } from './dpop-nonce.ts'
export { verifyDpopProof, type DpopProofRequest } from './dpop-proof.ts'
export { enforceAuthenticationContext, enforceScopes } from './enforce.ts'
export { exchangeRecorded, type Exchange, type ExchangedToken, type ExchangeRequest } from './exchange.ts'
export { remoteKeys, type KeySource } from './key-source.ts'
export {
  protectedResourceMetadata,
  protectedResourceMetadataUrl,
  type ProtectedResource,
} from './protected-resource-metadata.ts'
export { Refusal, REFUSALS, type RefusalParams, type RefusalReason } from './refusal.ts'
export { memoryReplayCache, type ReplayCache } from './replay-cache.ts'
export { readRetryAfter } from './retry-after.ts'
export { Secret } from './secret.ts'
export {
  relay,
  TokenEndpointError,
  type Actor,
  type Diagnostics,
  type Remedy,
  type TokenEndpointFailure,
} from './token-endpoint-error.ts'
export { currentTrace, withTrace, type Trace } from './trace-context.ts'
