import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { EntraError } from '../entra-error.ts'
import type { EntraReason } from '../entra-errors.ts'

interface Words {
  heading: string
  /** What happened, and what the person can do about it. */
  text: string
  /** Who else can. */
  help: string
}

const REASONS: ReadonlySet<EntraReason> = new Set([
  'access_blocked',
  'device_not_compliant',
  'user_not_assigned',
])

const WORDS: Record<NonNullable<EntraError['params']['because']> | 'assignment', Words> = {
  policy: {
    heading: 'You cannot get there from here',
    text: 'Your sign-in was successful, but your organisation does not permit this access. Signing in again or confirming with your phone changes nothing.',
    help: 'An administrator of your organisation can change the policy.',
  },
  risk: {
    heading: 'Your account is at risk',
    text: 'Somebody else may be using your account, so nobody gets in with it for now. Signing in again changes nothing.',
    help: 'An administrator of your organisation can look into it, have you change your password and let you in again.',
  },
  location: {
    heading: 'Not from this place',
    text: 'Your organisation does not permit access from where you are. It works again from a place that it knows.',
    help: 'An administrator of your organisation can add a location.',
  },
  flow: {
    heading: 'Not by a code',
    text: 'Your organisation does not permit signing in on another device by a code, because codes are easy to ask for under false pretences. Sign in with a browser on that device itself.',
    help: 'An administrator of your organisation can change the policy. If somebody sent you the code, tell them of it.',
  },
  device: {
    heading: 'This device is not compliant',
    text: 'Your organisation permits access from devices that meet its rules only. Use another device, or bring this one in order with your company portal.',
    help: 'The people who manage your devices can say what is missing.',
  },
  assignment: {
    heading: 'This app is not assigned to you',
    text: 'Your organisation permits this app to certain people only, and you are not one of them.',
    help: 'An administrator of your organisation can assign it to you.',
  },
}

/** Is it an error that the app could do nothing about? */
export function hasBlockedPage({ reason }: EntraError): boolean {
  return REASONS.has(reason)
}

/** The person is who they say, and does not get in: why, who can help, and the way back to the app. */
export function blockedPage(failure: EntraError, correlationId: string, back?: Html): Page {
  const { because = 'policy' } = failure.params
  const { heading, text, help } = WORDS[failure.reason === 'user_not_assigned' ? 'assignment' : because]
  return {
    title: heading,
    status: 403,
    body: html`<h1>${heading}</h1>
      <p class="lead" role="alert">${text}</p>
      <p>${help} Tell them the correlation ID.</p>
      <p class="note">Correlation ID: <code>${correlationId}</code></p>
      <p class="note">${failure.message}</p>
      ${back}`,
  }
}
