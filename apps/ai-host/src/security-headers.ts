/**
 * What a browser is told about the page (OWASP ASVS 5.0 §3.4, CSP Level 3).
 *
 * A token in the page is worth what the page's scripts are worth: no inline script or style, nothing from
 * another origin, and requests to the origins named here only, so that an injected script could neither run nor send.
 */
interface Origins {
  orchestrator: string
  /** Of the identity provider's endpoints. */
  identityProvider: string
  /** Resources that the page uses beside the orchestrator. */
  beside?: readonly string[]
}

/** The headers of every answer. */
const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

export function pageHeaders({
  orchestrator,
  identityProvider,
  beside = [],
}: Origins): Record<string, string> {
  return {
    ...COMMON,
    'content-security-policy': policy({
      'default-src': `'none'`,
      'script-src': `'self'`,
      'style-src': `'self'`,
      'img-src': `'self'`,
      'connect-src': [`'self'`, orchestrator, identityProvider, ...beside].join(' '),
      // MSAL renews in a hidden frame: the identity provider's page, then our own bridge page.
      'frame-src': `'self' ${identityProvider}`,
      'frame-ancestors': `'none'`,
      'base-uri': `'none'`,
      'form-action': `'none'`,
      'require-trusted-types-for': `'script'`,
    }),
    'cross-origin-opener-policy': 'same-origin',
  }
}

/**
 * The redirect bridge page runs in MSAL's popup and in its hidden frame, so this page may be framed by our
 * own, and has no opener policy: that would cut the popup off from the page that waits for it.
 */
export function bridgeHeaders(): Record<string, string> {
  return {
    ...COMMON,
    'content-security-policy': policy({
      'default-src': `'none'`,
      'script-src': `'self'`,
      'style-src': `'self'`,
      'frame-ancestors': `'self'`,
      'base-uri': `'none'`,
      'form-action': `'none'`,
    }),
  }
}

/** For answers that are no page: a script, a style sheet, JSON, an error. */
export function resourceHeaders(): Record<string, string> {
  return {
    ...COMMON,
    'content-security-policy': policy({ 'default-src': `'none'`, 'frame-ancestors': `'none'` }),
  }
}

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}
