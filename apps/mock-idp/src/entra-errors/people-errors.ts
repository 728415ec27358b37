import { row, type Row } from './row.ts'

/** What the person, an administrator or Conditional Access has to do with it. */
export const PEOPLE_ERRORS = {
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
  confirmation_required: row(
    50199,
    'interaction_required',
    'For security reasons, user confirmation is required for this request.',
  ),
  confirmation_declined: row(
    undefined,
    'access_denied',
    'The user says that it was not they who started the app.',
  ),
  user_code_wrong: row(
    70018,
    'invalid_request',
    'That code did not work. Check the code that the app shows, and try again.',
  ),
  user_code_expired: row(
    70019,
    'invalid_request',
    'The code has expired or was used before. Start again in the app, which shows a new one.',
  ),
  user_codes_guessed: row(
    undefined,
    'temporarily_unavailable',
    'Too many codes that did not work. Wait a few minutes and try again.',
    { status: 429 },
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
    'invalid_grant',
    "Your administrator has configured the application '{application}' to block users unless they are specifically granted ('assigned') access to the application. The signed in user is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
  ),
} satisfies Record<string, Row>
