export { verifyAccessToken, type AccessToken } from './access-token.ts'
export { decryptAesGcm, encryptAesGcm } from './aes-gcm.ts'
export { BEFORE_FIRST, ChainedRecord, keyNamedBy, readChainedLine, type Link } from './audit/chain.ts'
export { isSignedBy, readCheckpoint, type Checkpoint } from './audit/checkpoint.ts'
export { type Fault } from './audit/fault.ts'
export { auditFiles, readAuditName, type AuditFiles } from './audit/files.ts'
export { auditPublicKey, type AuditKey } from './audit/key.ts'
export { readLines } from './audit/lines.ts'
export { openAuditLog } from './audit/log.ts'
export { AuditLogError, AuditLogHeld } from './audit/log-error.ts'
export { verifyAuditLog, type AuditReport } from './audit/verify.ts'
export { diagnosed, presented, type Presentation } from './audit/presented.ts'
export { AuditRecord, durationSince, memoryAuditLog, type AuditEntry, type AuditLog } from './audit/record.ts'
export { dpopNonces, type DpopNonces } from './dpop-nonce.ts'
export { verifyDpopProof, type DpopProofRequest } from './dpop-proof.ts'
export {
  enforceAuthenticationAge,
  enforceAuthenticationContext,
  enforceScopes,
  type ScopeHierarchy,
} from './enforce.ts'
export { entraV2, type EntraV2Audience } from './entra-v2.ts'
export { exchangeRecorded, type Exchange, type ExchangedToken, type ExchangeRequest } from './exchange.ts'
export { remoteKeys, type KeySource, type RemoteKeysOptions } from './key-source.ts'
export {
  protectedResourceMetadata,
  protectedResourceMetadataUrl,
  type ProtectedResource,
} from './protected-resource-metadata.ts'
export { REFUSALS, type RefusalReason } from './refusal-reasons.ts'
export { Refusal, type RefusalParams } from './refusal.ts'
export { agreedFailure, relay } from './relay.ts'
export {
  memoryProofs,
  type MemoryProofs,
  type MemoryProofsOptions,
  type ProofMemory,
  type ProofUse,
  type ProofVerdict,
} from './proof-memory.ts'
export { redactTokens } from './redact.ts'
export { readRetryAfter } from './retry-after.ts'
export {
  concerns,
  enforceNotRevoked,
  memoryRevocations,
  type MemoryRevocations,
  type RevocationList,
  type Revocations,
  type Subject,
  type Whose,
} from './revocation.ts'
export { rfc9068, type Rfc9068Audience } from './rfc9068.ts'
export { Secret } from './secret.ts'
export {
  verifySecurityEvent,
  type SecurityEvent,
  type SecurityEventProfile,
} from './security-events/security-event-token.ts'
export {
  pollSecurityEvents,
  type SecurityEventPoll,
  type SecurityEventPollOptions,
} from './security-events/poll.ts'
export {
  createSecurityEventReceiver,
  setErrorOf,
  type SecurityEventReceiver,
  type SecurityEventReceiverOptions,
  type SetError,
} from './security-events/receiver.ts'
export { type SecurityEventEffect } from './security-events/event-types.ts'
export { failureOf, type TokenEndpointAnswer } from './token-endpoint-answer.ts'
export { TokenEndpointError, type Diagnostics, type TokenEndpointFailure } from './token-endpoint-error.ts'
export { subjectIndex, type SubjectIndex } from './subject-index.ts'
export { tokenDigest } from './token-digest.ts'
export { defineProfile, type Identity, type TokenFormat, type TokenProfile } from './token-profile.ts'
export {
  currentTrace,
  parentIn,
  traceContext,
  withTrace,
  type Trace,
  type TraceCarrier,
} from './trace-context.ts'
export {
  createVerifier,
  type VerifiedToken,
  type Verifier,
  type VerifierOptions,
} from './verified-token-cache.ts'
