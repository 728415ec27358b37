import { readRetryAfter, Refusal } from '@chain-of-trust/auth-core'
import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'

/**
 * What the resource's answer means for our own caller, if it concerns the token or the resource's health.
 * Anything else (no such item, the person may not do this) is an answer, and the tool's to explain.
 */
export function refusalIn(response: Response): Refusal | undefined {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const challenge = challenges.find(({ params }) => params['error'] !== undefined)?.params ?? {}
  const detail = `the resource answered ${response.status} ${challenge['error'] ?? ''}`.trim()

  switch (response.status) {
    case 401:
      if (challenge['error'] === 'insufficient_claims' && challenge['claims'] !== undefined) {
        const claims = readClaims(challenge['claims'])
        if (claims !== undefined) return new Refusal('claims_insufficient', { claims, detail })
      }
      // A token that was made for this resource a moment ago, refused without a way out: the set-up is wrong,
      // and a new sign-in of the user would change nothing.
      return new Refusal('exchange_misconfigured', { detail })
    case 403:
      // We asked for just the scopes of the row; granted were fewer.
      return challenge['error'] === 'insufficient_scope'
        ? new Refusal('consent_required', { detail })
        : undefined
    case 429:
    case 502:
    case 503:
    case 504:
      return new Refusal('resource_unavailable', {
        detail,
        ...readRetryAfter(response.headers.get('retry-after')),
      })
    default:
      return undefined
  }
}

function readClaims(encoded: string): string | undefined {
  try {
    return decodeClaims(encoded)
  } catch {
    return undefined
  }
}
