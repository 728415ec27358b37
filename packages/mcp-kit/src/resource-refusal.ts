import {
  agreedFailure,
  readRetryAfter,
  Refusal,
  type RefusalParams,
  type RefusalReason,
} from '@chain-of-trust/auth-core'
import { decodeClaims, parseChallenges, readStepUp } from '@chain-of-trust/auth-core/challenge'
import { failureIn } from '@chain-of-trust/auth-core/failure'

/**
 * What the resource's answer means for our own caller, if it concerns the token or the resource's health.
 * Anything else (no such item, the person may not do this) is an answer, and the tool's to explain: its body
 * is still there to be read.
 */
export async function refusalIn(response: Response): Promise<Refusal | undefined> {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const challenge = challenges.find(({ params }) => params['error'] !== undefined)?.params ?? {}
  const meaning = meaningOf(response, challenge)
  if (meaning === undefined) return undefined
  const [reason, params] = meaning
  return new Refusal(reason, {
    ...params,
    ...agreedFailure(await failureIn(response), reason),
    detail: `the resource answered ${response.status} ${challenge['error'] ?? ''}`.trim(),
  })
}

type Meaning = [reason: RefusalReason, params?: RefusalParams] | undefined

function meaningOf({ status, headers }: Response, challenge: Record<string, string>): Meaning {
  switch (status) {
    case 401:
      return challengeOf(challenge)
    case 403:
      // We asked for just the scopes of the row; granted were fewer.
      return challenge['error'] === 'insufficient_scope' ? ['consent_required'] : undefined
    case 429:
    case 502:
    case 503:
    case 504:
      return ['resource_unavailable', readRetryAfter(headers.get('retry-after'))]
    default:
      return undefined
  }
}

function challengeOf(challenge: Record<string, string>): Meaning {
  if (challenge['error'] === 'insufficient_user_authentication') {
    return ['authentication_insufficient', readStepUp(challenge)]
  }
  const claims = challenge['error'] === 'insufficient_claims' ? readClaims(challenge['claims']) : undefined
  // A token that was made for this resource a moment ago, refused without a way out: the set-up is wrong,
  // and a new sign-in of the user would change nothing.
  return claims === undefined ? ['exchange_misconfigured'] : ['claims_insufficient', { claims }]
}

function readClaims(encoded = ''): string | undefined {
  try {
    return decodeClaims(encoded)
  } catch {
    return undefined
  }
}
