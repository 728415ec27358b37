import { readRetryAfter, Refusal, type RefusalParams } from '@chain-of-trust/auth-core'
import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'

/**
 * What an MCP server's refusal means to our own caller. Claims pass on unread: decoded from the header and
 * encoded again by our own error handler, byte for byte the same JSON.
 */
export function refusalIn(response: Response): Refusal {
  const detail = `MCP server answered ${response.status}`
  const challenge = challengeIn(response)
  const { error, claims, scope } = challenge
  if (response.status === 401 && claims !== undefined) return claimsRefusal(claims, { detail })
  // The server could not use our token for this person any longer: a fresh Token A is what helps.
  if (response.status === 401 && error === 'invalid_token') return new Refusal('sign_in_required', { detail })
  if (response.status === 403 && error === 'insufficient_scope') {
    return new Refusal('consent_required', { detail, scopes: scope?.split(' ') ?? [] })
  }
  if (response.status === 403) return new Refusal('permission_denied', { detail })
  if (response.status === 429 || response.status >= 500) {
    return new Refusal('resource_unavailable', {
      detail,
      ...readRetryAfter(response.headers.get('retry-after')),
    })
  }
  return new Refusal('exchange_misconfigured', {
    detail: error === undefined ? detail : `${detail} ${error}`,
  })
}

function claimsRefusal(encoded: string, params: RefusalParams): Refusal {
  try {
    return new Refusal('claims_insufficient', { ...params, claims: decodeClaims(encoded) })
  } catch (cause) {
    return new Refusal('exchange_misconfigured', { detail: 'MCP server sent unreadable claims', cause })
  }
}

/** The parameters that matter, from whichever challenge has them: a field may hold one for each scheme. */
function challengeIn(response: Response): { error?: string; claims?: string; scope?: string } {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const chosen =
    challenges.find(({ params }) => params['claims']) ?? challenges.find(({ params }) => params['error'])
  return chosen?.params ?? {}
}
