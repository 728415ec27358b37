import { rows } from './row.ts'

const events = rows('packages/auth-core/src/security-events', [
  ['signals/event-for-several-receivers', 'security-event-token', 'if ([payload.aud].flat().length !== 1)'],
  ['signals/event-of-the-future', 'security-event-token', 'if (issuedAt > now() + AHEAD)'],
  ['signals/event-of-another-tenant', 'security-event-token', 'if (data.tenant.id !== tenant)'],
  [
    'signals/event-with-expiry signals/event-with-subject',
    'security-event-token',
    "for (const claim of ['sub', 'exp']",
  ],
  [
    'signals/event-with-several-events',
    'security-event-token',
    'if (entry === undefined || second !== undefined)',
  ],
  ['signals/event-about-nobody', 'security-event-token', "throw malformed('sub_id')"],
  [
    'signals/event-about-the-far-future',
    'event-types',
    "return new Refusal('security_event_malformed', { detail })",
  ],
])

const eventRoute = rows('packages/auth-core/src/fastify', [
  [
    'signals/event-as-a-form signals/event-as-text signals/event-as-json',
    'security-events',
    "{ err: 'invalid_request', description: message }",
  ],
])

const proofs = rows('packages/auth-core/src', [
  ['dpop/proof-twice', 'dpop-proof', "throw invalid('more than one proof')"],
  [
    'dpop/proof-by-another-key dpop/proof-hs256 dpop/proof-of-another-type dpop/proof-psychic-signature dpop/proof-without-signature',
    'dpop-proof',
    "invalid('signature, type or algorithm', error)",
  ],
  ['dpop/proof-with-private-key', 'dpop-proof', "throw invalid('no public P-256 key in the proof')"],
  ['dpop/missing-jti', 'dpop-proof', "throw invalid('jti')"],
  ['dpop/wrong-method', 'dpop-proof', "throw invalid('htm')"],
  [
    'dpop/wrong-url dpop/wrong-path dpop/url-of-a-forged-host stdio-handshake/proof-for-another-resource stdio-handshake/proof-of-a-request',
    'dpop-proof',
    "throw invalid('htu')",
  ],
  ['dpop/future-proof dpop/old-proof', 'dpop-proof', 'if (iat > now() + SKEW || iat < now() - LIFETIME)'],
  [
    'dpop/missing-ath dpop/wrong-ath stdio-handshake/proof-of-another-token stdio-handshake/proof-without-token-hash',
    'dpop-proof',
    "throw invalid('ath')",
  ],
  ['dpop_nonce_required', 'dpop-proof', "if (verdict.outcome === 'nonce_required')"],
])

const tokens = rows('packages/auth-core/src', [
  [
    'claims/audience-in-an-array claims/audience-several',
    'access-token',
    'if (payload.aud !== accepts.audience)',
  ],
  ['audience_mismatch', 'jose-refusal', "return 'audience_mismatch'"],
  ['claims/tenant-of-another-issuer', 'entra-v2', 'if (payload.iss !== issuerOf(tid))'],
  ['issuer_mismatch', 'jose-refusal', "return 'issuer_mismatch'"],
  ['forgery/token-oversized', 'access-token', 'if (jwt.length > MAX_LENGTH)'],
  ['token_malformed', 'access-token', "throw new Refusal('token_malformed', { cause })"],
  ['claims/user-missing', 'claim-values', "throw new Refusal('claim_missing', { detail: claim })"],
  ['claim_missing', 'jose-refusal', "return 'claim_missing'"],
  ['claims/token-not-yet-valid', 'jose-refusal', "? 'token_not_yet_valid' : 'claim_missing'"],
  ['type_mismatch', 'jose-refusal', "return 'type_mismatch'"],
  ['key_unknown', 'jose-refusal', "return 'key_unknown'"],
  ['presentation/two-authorization-headers', 'fastify/credential', "{ detail: 'two Authorization fields' }"],
  ['presentation/two-tokens-in-one-header', 'fastify/credential', 'if (match === null)'],
  [
    'binding_downgrade',
    'fastify/resource-server',
    "if (scheme !== 'dpop') throw new Refusal('binding_downgrade')",
  ],
  ['step-up/high-risk-tool-without-step-up', 'enforce', 'throw stepUp(token, `acr ${acr}`'],
  [
    'step-up/challenge-to-an-incapable-client',
    'fastify/answerable',
    "new Refusal('permission_denied', { cause: refusal })",
  ],
  [
    'stdio-handshake/renewal-by-another-key stdio-handshake/revocation-by-another-key stdio-handshake/frame-injected binding_mismatch',
    'dpop-proof',
    "throw new Refusal('binding_mismatch')",
  ],
  ['claims_insufficient', 'revocation', 'detail: `revoked: ${detail}` })'],
])

/** Node.js refuses it itself: its own limit holds, because this leaves it as it is. */
const server = rows('packages/service-kit/src', [
  ['forgery/token-larger-than-a-header', 'service', 'const app = Fastify({'],
])

export const authCore = [...server, ...events, ...eventRoute, ...proofs, ...tokens]
