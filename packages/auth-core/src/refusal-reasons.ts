/**
 * Why we refuse a request. The precise reason goes to the audit log; the wire carries only the registered
 * code, so that an attacker is not told which check failed (RFC 6750 §3.1).
 */
export const REFUSALS = {
  credential_missing: { status: 401, standard: 'RFC 6750 §3' },
  credential_malformed: { status: 400, error: 'invalid_request', standard: 'RFC 6750 §3.1' },
  request_malformed: { status: 400, error: 'invalid_request', standard: 'JSON-RPC 2.0 §4; MCP 2026-07-28' },
  method_not_allowed: { status: 405, error: 'method_not_allowed', standard: 'RFC 9110 §15.5.6' },
  credential_in_query: { status: 400, error: 'invalid_request', standard: 'RFC 9700 §4.3.2' },

  token_malformed: { status: 401, error: 'invalid_token', standard: 'RFC 6750 §3.1' },
  token_header_untrusted: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.10' },
  algorithm_not_allowed: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.1' },
  type_mismatch: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.11' },
  key_unknown: { status: 401, error: 'invalid_token', standard: 'RFC 7517 §4.5' },
  signature_invalid: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.3' },
  token_expired: { status: 401, error: 'invalid_token', standard: 'RFC 7519 §4.1.4' },
  token_not_yet_valid: { status: 401, error: 'invalid_token', standard: 'RFC 7519 §4.1.5' },
  issuer_mismatch: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.8' },
  tenant_mismatch: { status: 401, error: 'invalid_token', standard: 'Entra access-token claims' },
  audience_mismatch: { status: 401, error: 'invalid_token', standard: 'RFC 8725 §3.9' },
  client_not_allowed: { status: 401, error: 'invalid_token', standard: 'Entra access-token claims' },
  claim_missing: { status: 401, error: 'invalid_token', standard: 'Entra access-token claims' },
  app_only_token: { status: 401, error: 'invalid_token', standard: 'Entra access-token claims' },
  token_revoked: { status: 401, error: 'invalid_token', standard: 'RFC 6750 §3.1' },
  lease_over: { status: 401, error: 'invalid_token', standard: 'docs/stdio-handshake.md §7' },

  binding_missing: { status: 401, error: 'invalid_token', standard: 'RFC 9449 §7.1' },
  binding_mismatch: { status: 401, error: 'invalid_token', standard: 'RFC 9449 §7.1' },
  binding_downgrade: { status: 401, error: 'invalid_token', standard: 'RFC 9449 §7.2' },
  dpop_proof_missing: { status: 401, error: 'invalid_dpop_proof', standard: 'RFC 9449 §7.1' },
  dpop_proof_invalid: { status: 401, error: 'invalid_dpop_proof', standard: 'RFC 9449 §4.3' },
  dpop_proof_replayed: { status: 401, error: 'invalid_dpop_proof', standard: 'RFC 9449 §11.1' },
  dpop_nonce_required: { status: 401, error: 'use_dpop_nonce', standard: 'RFC 9449 §9' },

  scope_insufficient: { status: 403, error: 'insufficient_scope', standard: 'RFC 6750 §3.1' },
  claims_insufficient: { status: 401, error: 'insufficient_claims', standard: 'Entra claims challenge' },
  authentication_insufficient: {
    status: 401,
    error: 'insufficient_user_authentication',
    standard: 'RFC 9470 §3',
  },
  role_missing: { status: 403, standard: 'Entra access-token claims, roles' },
  log_of_another_service: { status: 403, standard: 'docs/audit-trail.md' },
  record_invalid: { status: 400, error: 'invalid_request', standard: 'docs/audit.md' },
  operation_not_permitted: { status: 403, standard: 'closed by default: no policy row' },
  permission_denied: { status: 403, standard: "the person's own permissions" },
  access_blocked: { status: 403, error: 'access_denied', standard: 'Conditional Access; RFC 6749 §4.1.2.1' },
  device_not_compliant: {
    status: 403,
    error: 'access_denied',
    standard: 'Conditional Access; RFC 6749 §4.1.2.1',
  },
  approval_refused: { status: 403, standard: "the person's approval" },
  origin_not_allowed: { status: 403, standard: 'MCP 2026-07-28, Streamable HTTP' },
  host_not_allowed: { status: 403, standard: 'MCP 2026-07-28, Streamable HTTP' },

  sign_in_required: { status: 401, error: 'invalid_token', standard: 'RFC 6749 §5.2' },
  consent_required: { status: 403, error: 'insufficient_scope', standard: 'RFC 6750 §3.1' },
  exchange_misconfigured: { status: 500, error: 'server_error', standard: 'RFC 6749 §5.2' },

  security_event_malformed: { status: 400, error: 'invalid_request', standard: 'RFC 8417 §2.2' },

  keys_unavailable: { status: 503, error: 'temporarily_unavailable', standard: 'RFC 9110 §15.6.4' },
  replay_memory_unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    standard: 'RFC 9449 §11.1, RFC 9110 §15.6.4',
  },
  revocations_unknown: { status: 503, error: 'temporarily_unavailable', standard: 'RFC 9110 §15.6.4' },
  authorization_server_unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    standard: 'RFC 9110 §15.6.4',
  },
  resource_unavailable: { status: 503, error: 'temporarily_unavailable', standard: 'RFC 9110 §15.6.4' },
  outcome_unknown: { status: 502, error: 'outcome_unknown', standard: 'RFC 9110 §9.2.2, §15.6.3' },
} as const satisfies Record<string, { status: number; error?: string; standard: string }>

export type RefusalReason = keyof typeof REFUSALS
