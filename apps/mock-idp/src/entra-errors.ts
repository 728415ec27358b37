/**
 * What Entra ID answers, in one table: AADSTS number, OAuth `error`, text. Numbers are from Microsoft's list of
 * error codes, the OAuth codes as they were seen on the wire; the sentences are our own. `{name}` is filled from
 * the error's parameters.
 *
 * Clients switch on `error`, `suberror` and the presence of `claims`; the numbers are for people and logs.
 */
interface Row {
  code?: number
  /** Further numbers in `error_codes`. */
  also?: readonly number[]
  error: string
  suberror?: string
  status?: number
  text: string
}

export const ENTRA_ERRORS = {
  // The request
  request_invalid: { code: 90023, error: 'invalid_request', text: 'The request is not valid: {detail}.' },
  parameter_missing: {
    code: 900144,
    error: 'invalid_request',
    text: "The request must contain the following parameter: '{parameter}'.",
  },
  parameter_repeated: {
    code: 90023,
    error: 'invalid_request',
    text: 'The request is not valid: a parameter occurs more than once.',
  },
  tenant_unknown: {
    code: 90002,
    error: 'invalid_request',
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.",
  },
  client_unknown: {
    code: 700016,
    error: 'unauthorized_client',
    text: "Application with identifier '{client}' was not found in the directory.",
  },
  reply_url_mismatch: {
    code: 50011,
    error: 'invalid_request',
    text: "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{client}'.",
  },
  response_type_unsupported: {
    code: 700051,
    error: 'unsupported_response_type',
    text: "response_type '{type}' is not enabled for the application.",
  },
  response_mode_unsupported: {
    code: 70007,
    error: 'invalid_request',
    text: "'{mode}' is not a supported value of 'response_mode' when requesting a token.",
  },
  grant_unsupported: {
    code: 70003,
    error: 'unsupported_grant_type',
    text: "The app requested an unsupported grant type '{grant}'.",
  },
  pkce_required: {
    code: 9002325,
    error: 'invalid_request',
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption, with the method S256.',
  },
  pkce_mismatch: {
    code: 501481,
    error: 'invalid_grant',
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },

  // Scopes and resources
  scope_invalid: {
    code: 70011,
    error: 'invalid_scope',
    text: "The provided value for the input parameter 'scope' is not valid: {detail}.",
  },
  scope_unknown: {
    code: 650053,
    error: 'invalid_client',
    text: "The application '{client}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'.",
  },
  scope_several_resources: {
    code: 28000,
    error: 'invalid_request',
    text: "The provided value for the input parameter 'scope' is not valid because it contains more than one resource.",
  },
  resource_unknown: {
    code: 500011,
    error: 'invalid_resource',
    text: 'The resource principal named {resource} was not found in the tenant.',
  },
  resource_mismatch: {
    code: 9010010,
    error: 'invalid_target',
    text: "The resource parameter provided in the request doesn't match with the requested scopes.",
  },
  consent_missing: {
    code: 65001,
    error: 'invalid_grant',
    suberror: 'consent_required',
    text: "The user or administrator has not consented to use the application with ID '{clientId}' named '{client}'. Send an interactive authorization request for this user and resource.",
  },
  consent_declined: {
    code: 65004,
    error: 'access_denied',
    text: 'User declined to consent to access the app.',
  },

  // People
  interaction_unknown: {
    code: 90023,
    error: 'invalid_request',
    text: 'This page was already used, is too old, or was opened in another browser.',
  },
  login_required: {
    code: 50058,
    error: 'login_required',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  account_selection_required: {
    code: 16000,
    error: 'interaction_required',
    text: 'Several users are signed in; the user must select one of them.',
  },
  user_disabled: { code: 50057, error: 'invalid_grant', text: 'The user account is disabled.' },
  user_unknown: {
    code: 50034,
    error: 'invalid_grant',
    text: 'The user account does not exist in the {tenant} directory.',
  },
  grant_revoked: {
    code: 50173,
    error: 'invalid_grant',
    suberror: 'bad_token',
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  },
  mfa_required: {
    code: 50076,
    error: 'interaction_required',
    suberror: 'basic_action',
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
  },
  mfa_denied: {
    code: 500121,
    error: 'access_denied',
    text: 'Authentication failed during strong authentication request.',
  },
  access_blocked: {
    code: 53003,
    error: 'access_denied',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },

  // Grants
  grant_invalid: {
    code: 70000,
    error: 'invalid_grant',
    text: 'The provided grant is invalid or malformed, or was issued to another client.',
  },
  grant_binding_mismatch: {
    code: 70000,
    error: 'invalid_grant',
    text: 'The provided grant is bound to another key (token binding).',
  },
  code_expired: {
    code: 70008,
    error: 'invalid_grant',
    text: 'The provided authorization code or refresh token has expired due to inactivity.',
  },
  code_already_redeemed: {
    code: 54005,
    error: 'invalid_grant',
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  refresh_token_reused: {
    code: 70000,
    error: 'invalid_grant',
    text: 'The refresh token was used before. All tokens of its family are revoked.',
  },
  refresh_token_expired: {
    code: 700082,
    error: 'invalid_grant',
    text: 'The refresh token has expired due to inactivity.',
  },
  spa_refresh_token_expired: {
    code: 700084,
    error: 'invalid_grant',
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
  },
  origin_required: {
    code: 9002327,
    error: 'invalid_request',
    text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
  origin_not_permitted: {
    code: 9002326,
    error: 'invalid_request',
    text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  },

  // Assertions of the on-behalf-of flow
  assertion_invalid: {
    code: 50013,
    error: 'invalid_grant',
    text: 'Assertion failed signature validation.',
  },
  assertion_malformed: { code: 50027, error: 'invalid_grant', text: 'JWT token is invalid or malformed.' },
  assertion_expired: {
    code: 500133,
    error: 'invalid_grant',
    text: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  },
  assertion_audience_mismatch: {
    code: 500131,
    also: [50013],
    error: 'invalid_grant',
    text: "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{client}'.",
  },
  assertion_app_only: {
    code: 7000114,
    error: 'invalid_grant',
    text: "Application '{client}' is not allowed to make application on-behalf-of calls.",
  },

  // Client authentication
  client_credential_missing: {
    code: 7000218,
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  client_secret_refused: {
    code: 7000215,
    error: 'invalid_client',
    status: 401,
    text: 'Invalid client secret provided. This tenant accepts certificates only.',
  },
  client_is_public: {
    code: 700025,
    error: 'invalid_client',
    status: 401,
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  client_assertion_invalid: {
    code: 700027,
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion failed signature validation: {detail}.',
  },
  client_assertion_subject: {
    code: 700021,
    error: 'invalid_client',
    status: 401,
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  client_assertion_audience: {
    code: 700023,
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion audience claim does not match Realm issuer.',
  },
  client_assertion_expired: {
    code: 700024,
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion is not within its valid time range.',
  },

  // Sender constraint: Entra ID has no numbers for these; the codes are those of RFC 9449
  dpop_nonce_required: {
    error: 'use_dpop_nonce',
    text: 'The DPoP proof must carry the nonce of this response.',
  },
  dpop_proof_missing: { error: 'invalid_dpop_proof', text: 'The request must carry one DPoP proof.' },
  dpop_proof_invalid: { error: 'invalid_dpop_proof', text: 'The DPoP proof is not valid.' },
  dpop_proof_replayed: { error: 'invalid_dpop_proof', text: 'The DPoP proof is not valid.' },

  // Faults, real ones and those switched on
  too_many_requests: {
    code: 50196,
    error: 'temporarily_unavailable',
    status: 429,
    text: 'The server terminated an operation because it encountered a client request loop.',
  },
  service_unavailable: {
    code: 90033,
    error: 'temporarily_unavailable',
    status: 503,
    text: 'A transient error has occurred. Please try again.',
  },
  server_error: {
    code: 90033,
    error: 'server_error',
    status: 500,
    text: 'A transient error has occurred. Please try again.',
  },
} as const satisfies Record<string, Row>

export type EntraReason = keyof typeof ENTRA_ERRORS

/** The row of a reason, with the optional columns visible to the type checker. */
export function errorRow(reason: EntraReason): Row {
  return ENTRA_ERRORS[reason]
}
