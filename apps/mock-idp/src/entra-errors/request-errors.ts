import { row, type Row } from './row.ts'

/** What is wrong with the request, its scopes and resources. */
export const REQUEST_ERRORS = {
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
} satisfies Record<string, Row>
