/**
 * What Entra ID answers, in one table: AADSTS number, OAuth `error`, text. Numbers are from Microsoft's list of
 * error codes; OAuth codes and texts follow what was seen on the wire, as far as anybody published it. `{name}`
 * is filled from the error's parameters.
 *
 * Clients switch on `error`, `suberror` and the presence of `claims`; the numbers are for people and logs.
 */
interface Row {
  code?: number
  error: string
  text: string
  /** Further numbers in `error_codes`. */
  also?: readonly number[]
  suberror?: string
  /** Default: 400. */
  status?: number
}

function row(
  code: number | undefined,
  error: string,
  text: string,
  more: Pick<Row, 'also' | 'suberror' | 'status'> = {},
): Row {
  return { error, text, ...more, ...(code === undefined ? {} : { code }) }
}

export const ENTRA_ERRORS = {
  // The request
  request_invalid: row(90023, 'invalid_request', 'The request is not valid: {detail}.'),
  parameter_missing: row(
    900144,
    'invalid_request',
    "The request must contain the following parameter: '{parameter}'.",
  ),
  parameter_repeated: row(
    90023,
    'invalid_request',
    'The request is not valid: a parameter occurs more than once.',
  ),
  tenant_unknown: row(
    90002,
    'invalid_request',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.",
  ),
  client_unknown: row(
    700016,
    'unauthorized_client',
    "Application with identifier '{client}' was not found in the directory.",
  ),
  reply_url_mismatch: row(
    50011,
    'invalid_request',
    "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{client}'.",
  ),
  response_type_unsupported: row(
    700051,
    'unsupported_response_type',
    "response_type '{type}' is not enabled for the application.",
  ),
  response_mode_unsupported: row(
    70007,
    'invalid_request',
    "'{mode}' is not a supported value of 'response_mode' when requesting a token.",
  ),
  grant_unsupported: row(
    70003,
    'unsupported_grant_type',
    "The app requested an unsupported grant type '{grant}'.",
  ),
  pkce_required: row(
    9002325,
    'invalid_request',
    'Proof Key for Code Exchange is required for cross-origin authorization code redemption, with the method S256.',
  ),
  pkce_mismatch: row(
    501481,
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),

  // Scopes and resources
  scope_invalid: row(
    70011,
    'invalid_scope',
    "The provided value for the input parameter 'scope' is not valid: {detail}.",
  ),
  scope_unknown: row(
    650053,
    'invalid_client',
    "The application '{client}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'.",
  ),
  scope_several_resources: row(
    28000,
    'invalid_request',
    "The provided value for the input parameter 'scope' is not valid because it contains more than one resource.",
  ),
  resource_unknown: row(
    500011,
    'invalid_resource',
    'The resource principal named {resource} was not found in the tenant.',
  ),
  resource_mismatch: row(
    9010010,
    'invalid_target',
    "The resource parameter provided in the request doesn't match with the requested scopes.",
  ),
  scope_not_default: row(
    1002012,
    'invalid_scope',
    'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  application_not_assigned: row(
    501051,
    'invalid_grant',
    "Application '{client}' is not assigned to a role for the application '{resource}'.",
  ),
  consent_missing: row(
    65001,
    'invalid_grant',
    "The user or administrator has not consented to use the application with ID '{clientId}' named '{client}'. Send an interactive authorization request for this user and resource.",
    { suberror: 'consent_required' },
  ),
  consent_declined: row(65004, 'access_denied', 'User declined to consent to access the app.'),

  // People
  interaction_unknown: row(
    90023,
    'invalid_request',
    'This page was already used, is too old, or was opened in another browser.',
  ),
  login_required: row(50058, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  account_selection_required: row(
    16000,
    'interaction_required',
    'Several users are signed in; the user must select one of them.',
  ),
  user_disabled: row(50057, 'invalid_grant', 'The user account is disabled.'),
  user_unknown: row(50034, 'invalid_grant', 'The user account does not exist in the {tenant} directory.'),
  grant_revoked: row(
    50173,
    'invalid_grant',
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{issuedAt}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{validFrom}'.",
    { suberror: 'bad_token' },
  ),
  mfa_required: row(
    50076,
    'interaction_required',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  mfa_registration_required: row(
    50079,
    'interaction_required',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  mfa_expired: row(
    50078,
    'interaction_required',
    "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  mfa_denied: row(500121, 'access_denied', 'Authentication failed during strong authentication request.'),
  access_blocked: row(
    53003,
    'access_denied',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { suberror: 'message_only' },
  ),
  device_not_compliant: row(
    53000,
    'interaction_required',
    'Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.',
    { suberror: 'additional_action' },
  ),
  sign_in_too_old: row(
    70043,
    'invalid_grant',
    'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {issuedAt} and the maximum allowed lifetime for this request is {seconds}.',
    { suberror: 'token_expired' },
  ),
  user_not_assigned: row(
    50105,
    'access_denied',
    "Your administrator has configured the application '{application}' to block users unless they are specifically granted ('assigned') access to the application. The signed in user is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
  ),

  // Grants
  grant_invalid: row(
    70000,
    'invalid_grant',
    'The provided grant is invalid or malformed, or was issued to another client.',
  ),
  grant_binding_mismatch: row(
    70000,
    'invalid_grant',
    'The provided grant is bound to another key (token binding).',
  ),
  code_expired: row(
    70008,
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity.',
  ),
  code_already_redeemed: row(
    54005,
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  refresh_token_reused: row(
    70000,
    'invalid_grant',
    'The refresh token was used before. All tokens of its family are revoked.',
  ),
  refresh_token_expired: row(700082, 'invalid_grant', 'The refresh token has expired due to inactivity.'),
  spa_refresh_token_expired: row(
    700084,
    'invalid_grant',
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
  ),
  origin_required: row(
    9002327,
    'invalid_request',
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ),
  origin_not_permitted: row(
    9002326,
    'invalid_request',
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  ),

  // Assertions of the on-behalf-of flow
  assertion_invalid: row(50013, 'invalid_grant', 'Assertion failed signature validation.'),
  assertion_malformed: row(50027, 'invalid_grant', 'JWT token is invalid or malformed.'),
  assertion_expired: row(
    500133,
    'invalid_grant',
    'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  ),
  assertion_audience_mismatch: row(
    500131,
    'invalid_grant',
    "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{client}'.",
    { also: [50013] },
  ),
  assertion_app_only: row(
    7000114,
    'invalid_grant',
    "Application '{client}' is not allowed to make application on-behalf-of calls.",
  ),

  // Client authentication
  client_credential_missing: row(
    7000218,
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    { status: 401 },
  ),
  client_secret_refused: row(
    7000215,
    'invalid_client',
    'Invalid client secret provided. This tenant accepts certificates only.',
    { status: 401 },
  ),
  client_is_public: row(
    700025,
    'invalid_client',
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    { status: 401 },
  ),
  client_assertion_invalid: row(
    700027,
    'invalid_client',
    'Client assertion failed signature validation: {detail}.',
    { status: 401 },
  ),
  client_assertion_subject: row(
    700021,
    'invalid_client',
    "Client assertion application identifier doesn't match 'client_id' parameter.",
    { status: 401 },
  ),
  client_assertion_audience: row(
    700023,
    'invalid_client',
    'Client assertion audience claim does not match Realm issuer.',
    { status: 401 },
  ),
  client_assertion_expired: row(
    700024,
    'invalid_client',
    'Client assertion is not within its valid time range.',
    { status: 401 },
  ),

  // Sender constraint: Entra ID has no numbers for these; the codes are those of RFC 9449
  dpop_nonce_required: row(
    undefined,
    'use_dpop_nonce',
    'The DPoP proof must carry the nonce of this response.',
  ),
  dpop_proof_missing: row(undefined, 'invalid_dpop_proof', 'The request must carry one DPoP proof.'),
  dpop_proof_invalid: row(undefined, 'invalid_dpop_proof', 'The DPoP proof is not valid.'),
  dpop_proof_replayed: row(undefined, 'invalid_dpop_proof', 'The DPoP proof is not valid.'),

  // Faults, real ones and those switched on
  too_many_requests: row(
    50196,
    'temporarily_unavailable',
    'The server terminated an operation because it encountered a client request loop.',
    { status: 429 },
  ),
  service_unavailable: row(
    90033,
    'temporarily_unavailable',
    'A transient error has occurred. Please try again.',
    { status: 503 },
  ),
  server_error: row(90033, 'server_error', 'A transient error has occurred. Please try again.', {
    status: 500,
  }),
} satisfies Record<string, Row>

export type EntraReason = keyof typeof ENTRA_ERRORS
