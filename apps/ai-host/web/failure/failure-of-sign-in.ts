import type { AuthError } from '@azure/msal-browser'
import type { Failure } from './failure.ts'

/** MSAL gave up. Its codes, and the authorization server's own `error`, share `errorCode`. */
export function failureOfSignIn({ errorCode }: AuthError): Failure {
  switch (errorCode) {
    case 'popup_window_error':
    case 'empty_window_error':
      return popupBlocked
    case 'timed_out':
    case 'user_cancelled':
    case 'interaction_in_progress_cancelled':
      return notFinished
    case 'access_denied':
      return denied
    case 'network_error':
    case 'no_network_connectivity':
    case 'post_request_failed':
    case 'endpoints_resolution_error':
    case 'temporarily_unavailable':
    case 'server_error':
      return unavailable
    default:
      return { ...refused, what: `${refused.what} Its code is ${errorCode}.` }
  }
}

const popupBlocked: Failure = {
  title: 'The sign-in window was blocked',
  what: 'Your browser did not let this page open the sign-in window.',
  who: 'You',
  how: 'Allow pop-up windows for this page (see the address bar), then try again.',
  action: 'sign_in',
}

const notFinished: Failure = {
  title: 'The sign-in was not finished',
  what: 'The sign-in window was closed, or nothing happened in it for ten minutes.',
  who: 'You',
  how: 'Try again when you are ready.',
  action: 'sign_in',
}

const denied: Failure = {
  title: 'The sign-in was declined',
  what: 'You declined a permission, or your organisation does not let this account in.',
  who: 'You; or, if your account is blocked, an administrator of your organisation',
  how: 'Try again and accept the permissions, or use another account.',
  action: 'sign_in',
}

const unavailable: Failure = {
  title: 'The identity provider is unavailable',
  what: 'Your identity provider did not answer.',
  who: 'Nobody needs to act: this is usually temporary',
  how: 'Wait a moment, then try again. Nothing was done.',
  action: 'retry',
}

const refused: Failure = {
  title: 'The sign-in failed',
  what: 'The identity provider refused the sign-in.',
  who: 'Whoever runs this system: the registration of this page may be wrong',
  how: 'Try again. If it fails each time, report the code.',
  action: 'sign_in',
}
