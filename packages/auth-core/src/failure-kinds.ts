/** What has to happen before the same request can succeed. */
export const REMEDIES = [
  'step_up',
  'sign_in_again',
  'ask_consent',
  'use_compliant_device',
  'contact_administrator',
  'retry_later',
  'fix_configuration',
] as const
export type Remedy = (typeof REMEDIES)[number]

/** Who has to do it. */
export const ACTORS = ['user', 'administrator', 'operator', 'nobody'] as const
export type Actor = (typeof ACTORS)[number]

interface Explained {
  readonly remedy: Remedy
  readonly actor: Actor
  /** For the documentation: what has happened at the authorization server. */
  readonly meaning: string
  /** For the person, complete in itself. */
  readonly sentence: string
  /** For the person: what the one who must act has to do. */
  readonly how: string
  /** The OAuth answer that says so: `error`, `suberror`, presence of `claims`. */
  readonly answer: string
  /** One such answer; a test holds the kinds to them. `claims: true`: with some. */
  readonly example: {
    readonly error: string
    readonly suberror?: string
    readonly claims?: true
    readonly code?: number
  }
  /** AADSTS numbers seen with it: examples for whoever reads a log. */
  readonly codes: readonly number[]
}

/**
 * Every way in which an authorization server refuses us a token. Plain data, for all tiers and the browser.
 *
 * What the program does is `remedy`, and an AADSTS number has no say in it: where numbers tell kinds apart
 * (`expired_grant`, `revoked`, `disabled_user`, …), those kinds have one remedy and differ in words and actor.
 */
export const FAILURES = {
  mfa: {
    remedy: 'step_up',
    actor: 'user',
    meaning: 'A stronger or fresher proof of the person is asked for.',
    sentence: 'A stronger or fresher proof of who you are is needed.',
    how: 'Confirm your sign-in with the method that is asked for.',
    answer: '`interaction_required` or `invalid_grant`, with `claims`',
    example: { error: 'interaction_required', suberror: 'basic_action', claims: true, code: 50076 },
    codes: [50072, 50074, 50076, 50078, 50079, 50158],
  },
  sign_in_frequency: {
    remedy: 'sign_in_again',
    actor: 'user',
    meaning: 'A sign-in frequency policy has ended the session.',
    sentence: 'Your organisation asks for a new sign-in at this interval.',
    how: 'Sign in again.',
    answer: 'as `expired_grant`; suberror `token_expired`',
    example: { error: 'invalid_grant', suberror: 'token_expired', code: 70043 },
    codes: [70043],
  },
  consent: {
    remedy: 'ask_consent',
    actor: 'user',
    meaning: 'Nobody has consented to the permission.',
    sentence: 'A permission is needed that you have not consented to.',
    how: 'Grant the permission when you are asked at sign-in; an administrator can grant it for everybody.',
    answer: '`consent_required`, as error or suberror',
    example: { error: 'invalid_grant', suberror: 'consent_required', code: 65001 },
    codes: [65001, 65004],
  },
  blocked: {
    remedy: 'contact_administrator',
    actor: 'administrator',
    meaning: 'A Conditional Access policy blocks the access. No proof that the person can give would help.',
    sentence: 'A policy of your organisation blocks this access.',
    how: 'Only an administrator can change the policy or what triggers it. Signing in again does not help.',
    answer: 'suberror `message_only` (with or without `claims`), or `access_denied`',
    example: { error: 'interaction_required', suberror: 'message_only', claims: true, code: 53003 },
    codes: [53003, 53011, 530034, 530035],
  },
  device: {
    remedy: 'use_compliant_device',
    actor: 'user',
    meaning: 'The device is not managed, or does not comply with the policy.',
    sentence: 'Your organisation does not accept this device.',
    how: 'Use a device that your organisation manages, or make this one compliant. Signing in again does not help.',
    answer: 'suberror `additional_action` (with or without `claims`)',
    example: { error: 'interaction_required', suberror: 'additional_action', claims: true, code: 53000 },
    codes: [53000, 53001, 53002, 530003],
  },
  expired_grant: {
    remedy: 'sign_in_again',
    actor: 'user',
    meaning: 'The grant has expired or is no longer accepted.',
    sentence: 'Your sign-in is no longer accepted.',
    how: 'Sign in again, then ask once more.',
    answer:
      '`invalid_grant`, `login_required` or `interaction_required` without `claims`; suberror `bad_token`, `token_expired` or `user_password_expired`',
    example: { error: 'invalid_grant', suberror: 'bad_token', code: 700082 },
    codes: [50013, 500133, 70000, 70008, 700082, 700084],
  },
  revoked: {
    remedy: 'sign_in_again',
    actor: 'user',
    meaning: 'The sessions of the person were revoked, or their password was changed.',
    sentence: 'Your earlier sign-in was revoked.',
    how: 'Sign in again, then ask once more.',
    answer: 'as `expired_grant`',
    example: { error: 'invalid_grant', code: 50173 },
    codes: [50173],
  },
  disabled_user: {
    remedy: 'sign_in_again',
    actor: 'administrator',
    meaning: 'The account is disabled.',
    sentence: 'Your account is disabled.',
    how: 'An administrator has to enable the account before you can sign in again.',
    answer: 'as `expired_grant`',
    example: { error: 'invalid_grant', code: 50057 },
    codes: [50057],
  },
  not_assigned: {
    remedy: 'sign_in_again',
    actor: 'administrator',
    meaning: 'The application admits assigned people only, and the person is not assigned.',
    sentence: 'You are not assigned to an application that is needed for this.',
    how: 'An administrator has to assign you to the application before you sign in again.',
    answer: 'as `expired_grant`',
    example: { error: 'invalid_grant', code: 50105 },
    codes: [50105],
  },
  tenant_mismatch: {
    remedy: 'sign_in_again',
    actor: 'administrator',
    meaning: 'The account belongs to another tenant and is not a guest of this one.',
    sentence: 'Your account does not belong to this organisation.',
    how: 'Sign in with an account of this organisation, or ask its administrator to invite you.',
    answer: 'as `expired_grant`',
    example: { error: 'invalid_grant', code: 90072 },
    codes: [50020, 50034, 90072],
  },
  misconfiguration: {
    remedy: 'fix_configuration',
    actor: 'operator',
    meaning: 'Our client, its credential, or what it asks for does not fit the registration.',
    sentence: 'The services are not set up to work with each other.',
    how: 'The configuration needs a correction; trying again does not help.',
    answer: 'any other error: `invalid_client`, `unauthorized_client`, `invalid_scope`, `invalid_target`, …',
    example: { error: 'invalid_client', code: 7000215 },
    codes: [50011, 500011, 650053, 650057, 70011, 700025, 700027, 7000114, 7000215, 9010010],
  },
  outage: {
    remedy: 'retry_later',
    actor: 'nobody',
    meaning: 'The authorization server cannot be reached, is overloaded, or failed.',
    sentence: 'The sign-in service cannot be reached at the moment.',
    how: 'It is temporary: try again in a moment.',
    answer: 'no answer, HTTP 429 or 5xx, `temporarily_unavailable`, `server_error`',
    example: { error: 'temporarily_unavailable' },
    codes: [],
  },
} as const satisfies Record<string, Explained>

export type FailureKind = keyof typeof FAILURES

export const FAILURE_KINDS = Object.keys(FAILURES) as [FailureKind, ...FailureKind[]]
