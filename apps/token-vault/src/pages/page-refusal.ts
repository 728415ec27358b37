import type { AuditEntry } from '@chain-of-trust/auth-core'

/**
 * Why a page is not what the person hoped for. Each says what happened and who can do what about it; the audit log
 * gets the reason. `{provider}` is its display name.
 */
export const PAGE_REFUSALS = {
  ticket_unknown: {
    status: 404,
    title: 'This link no longer works',
    text: 'A link works once, and for ten minutes. This one was used, is too old, or lost a part on the way.',
    remedy:
      'Get a new address where you found this one, or ask the agent again. Or begin from your connected accounts.',
  },
  link_foreign: {
    status: 403,
    title: 'This link was made for somebody else',
    text: 'Whoever asked the agent to connect an account was not signed in as you are here. Nothing was connected.',
    remedy:
      'If you asked the agent yourself, sign in with the account that you use there. If somebody sent you this link, close the window, and tell your security team.',
  },
  form_forged: {
    status: 403,
    title: 'This did not come from our page',
    text: 'A form was sent in your name, and not from the page that we showed you. Nothing was done.',
    remedy: 'If you pressed the button here yourself, go back, load the page again, and press it once more.',
  },
  sign_in_unknown: {
    status: 400,
    title: 'This sign-in was not begun here',
    text: 'It began in another browser, or too long ago.',
    remedy: 'Open the link that the agent gave you again, in this browser.',
  },
  sign_in_refused: {
    status: 403,
    title: 'You could not be signed in',
    text: "Your organisation's sign-in ended without letting you in.",
    remedy: 'Try again. If it happens again, ask your administrator, and say when it happened.',
  },
  session_over: {
    status: 403,
    title: 'You are no longer signed in here',
    text: 'Sessions on this page end after an hour, and when your organisation ends them.',
    remedy: 'Open the link that the agent gave you again.',
  },
  state_unknown: {
    status: 400,
    title: 'This answer was not expected',
    text: 'An answer of {provider} works once, and for ten minutes. Nothing was connected by this one.',
    remedy: 'Look at your connected accounts; if it is not there, ask the agent again.',
  },
  state_foreign: {
    status: 403,
    title: 'This answer belongs to another session',
    text: 'The account was to be connected from another browser, or by somebody else. Nothing was connected.',
    remedy: 'If that was you, go on in the browser in which you began. If not, close the window.',
  },
  provider_mismatch: {
    status: 400,
    title: 'The answer came from the wrong place',
    text: 'You were sent to one service, and an answer came back in the name of another. Nothing was connected.',
    remedy: 'Ask the agent again. If it happens again, tell your security team.',
  },
  issuer_mismatch: {
    status: 400,
    title: 'The answer came from the wrong place',
    text: '{provider} did not say that the answer is its own. Nothing was connected.',
    remedy: 'Ask the agent again. If it happens again, tell your security team.',
  },
  response_invalid: {
    status: 400,
    title: 'The answer cannot be read',
    text: 'What came back from {provider} is incomplete. Nothing was connected.',
    remedy: 'Ask the agent again.',
  },
  provider_refused: {
    status: 403,
    title: '{provider} did not allow it',
    text: 'You were sent back without a permission. Nothing was connected.',
    remedy: 'Try again. If it stays so, ask whoever runs {provider} for you whether such apps are allowed.',
  },
  code_refused: {
    status: 400,
    title: '{provider} did not accept the answer',
    text: 'What you brought back from there was used, is too old, or was meant for somebody else. Nothing was connected.',
    remedy: 'Ask the agent again.',
  },
  scopes_unexpected: {
    status: 502,
    title: '{provider} granted something else',
    text: 'The permission is not the one that you agreed to here, so it was given back. Nothing was connected.',
    remedy: 'Ask the agent again. If it happens again, tell whoever runs this service.',
  },
  account_unknown: {
    status: 502,
    title: '{provider} did not say whose account it is',
    text: 'Without knowing that, we connect nothing. The permission was given back.',
    remedy: 'Ask the agent again in a few minutes.',
  },
  replacement_unknown: {
    status: 404,
    title: 'There is nothing left to decide',
    text: 'You have decided already, or you waited too long. What was connected before still is.',
    remedy: 'Look at your connected accounts.',
  },
  server_unknown: {
    status: 404,
    title: 'There is no such connection',
    text: 'No server of this name may have connected accounts.',
    remedy: 'Look at your connected accounts.',
  },
  client_refused: {
    status: 500,
    title: '{provider} does not know us',
    text: 'It did not accept us as the application that asked. Nothing was connected.',
    remedy: 'Only whoever runs this service can fix that. Please tell them.',
  },
  provider_unavailable: {
    status: 503,
    title: '{provider} does not answer',
    text: 'It is down, or busy. Nothing was connected, and nothing was lost.',
    remedy: 'Ask the agent again in a few minutes.',
  },
  vault_unavailable: {
    status: 503,
    title: 'This is not available right now',
    text: 'Something that we need does not answer. Nothing was changed.',
    remedy: 'Load the page again in a minute.',
  },
  request_malformed: {
    status: 400,
    title: 'This cannot be read',
    text: 'What was sent here is not what our pages send.',
    remedy: 'Go back, and load the page again.',
  },
  server_error: {
    status: 500,
    title: 'Something went wrong here',
    text: 'It is our fault, and it is in our log.',
    remedy: 'Try again; if it happens again, tell whoever runs this service.',
  },
} as const satisfies Record<string, PageRefusalText>

interface PageRefusalText {
  status: number
  title: string
  text: string
  remedy: string
}

export type PageReason = keyof typeof PAGE_REFUSALS

export interface PageContext {
  /** Of the audit record; default: `account_link`. */
  event?: AuditEntry['event']
  subject?: AuditEntry['subject']
  client?: AuditEntry['client']
  link?: AuditEntry['link']
  diagnostics?: AuditEntry['diagnostics']
  /** Display name. */
  provider?: string | undefined
  /** Somebody is signed in, as this person; with another account it may work: the page offers that, back to here. */
  switchAccount?: { username: string; csrf: string; returnTo: string }
  /** Seconds. */
  retryAfter?: number | undefined
  cause?: unknown
}

/** A person's request is refused, on a page. */
export class PageRefusal extends Error {
  readonly reason: PageReason
  readonly context: PageContext

  constructor(reason: PageReason, context: PageContext = {}) {
    super(reason, { cause: context.cause })
    this.name = 'PageRefusal'
    this.reason = reason
    this.context = context
  }
}
