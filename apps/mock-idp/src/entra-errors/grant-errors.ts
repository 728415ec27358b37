import { row, type Row } from './row.ts'

/** Codes, refresh tokens, and assertions of the on-behalf-of flow. */
export const GRANT_ERRORS = {
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
  // Device codes: the texts of 70016 and 70020 were seen on the wire, those without a number are ours
  authorization_pending: row(
    70016,
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  device_polled_too_often: row(
    undefined,
    'slow_down',
    'The device asks more often than it was told to. It must wait five seconds longer between two requests.',
  ),
  authorization_declined: row(
    undefined,
    'authorization_declined',
    'The end user denied the authorization request, or was not permitted to make it.',
  ),
  device_code_unknown: row(
    70018,
    'bad_verification_code',
    "The provided value for the input parameter 'device_code' is not valid.",
  ),
  device_code_expired: row(
    70020,
    'expired_token',
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
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
} satisfies Record<string, Row>
