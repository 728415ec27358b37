import {
  agreedFailure,
  readRetryAfter,
  Refusal,
  type RefusalParams,
  type RefusalReason,
} from '@chain-of-trust/auth-core'
import { decodeClaims, parseChallenges, readStepUp, readWords } from '@chain-of-trust/auth-core/challenge'
import { failureIn, type Failure } from '@chain-of-trust/auth-core/failure'

/**
 * What an MCP server's refusal means to our own caller. Claims pass on unread: decoded from the header and
 * encoded again by our own error handler, byte for byte the same JSON. Who can help comes from the body.
 * @param who answered, for the log
 */
export async function refusalIn(response: Response, who = 'MCP server'): Promise<Refusal> {
  const challenge = challengeIn(response)
  const failure = await failureIn(response)
  const [reason, params] = meaningOf(response, challenge, failure)
  const detail = [`${who} answered`, response.status, reason === 'exchange_misconfigured' && challenge.error]
  return new Refusal(reason, {
    ...params,
    ...agreedFailure(failure, reason),
    detail: detail.filter(Boolean).join(' '),
  })
}

type Meaning = [reason: RefusalReason, params?: RefusalParams]

function meaningOf({ status, headers }: Response, challenge: Params, failure: Failure | undefined): Meaning {
  const { error, claims, scope } = challenge
  if (status === 401 && claims !== undefined) return claimsRefusal(claims)
  if (status === 401 && error === 'insufficient_user_authentication') {
    return ['authentication_insufficient', readStepUp(challenge)]
  }
  // The server could not use our token for this person any longer: a fresh Token A is what helps.
  if (status === 401 && error === 'invalid_token') return ['sign_in_required']
  if (status === 403 && error === 'insufficient_scope') {
    return ['consent_required', { scopes: readWords(scope) }]
  }
  if (status === 403) return [forbidden(failure)]
  if (status === 500 && failure?.remedy === 'fix_configuration') return ['exchange_misconfigured']
  if (status === 429 || status >= 500) {
    return ['resource_unavailable', readRetryAfter(headers.get('retry-after'))]
  }
  return ['exchange_misconfigured']
}

/** The person may not; or nobody could at this place, on this device: then somebody else has to act. */
function forbidden(failure: Failure | undefined): RefusalReason {
  if (failure?.remedy === 'contact_administrator') return 'access_blocked'
  if (failure?.remedy === 'use_compliant_device') return 'device_not_compliant'
  return 'permission_denied'
}

function claimsRefusal(encoded: string): Meaning {
  try {
    return ['claims_insufficient', { claims: decodeClaims(encoded) }]
  } catch (cause) {
    return ['exchange_misconfigured', { cause }]
  }
}

type Params = Record<string, string> & { error?: string; claims?: string; scope?: string }

/** The parameters that matter, from whichever challenge has them: a field may hold one for each scheme. */
function challengeIn(response: Response): Params {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const chosen =
    challenges.find(({ params }) => params['claims']) ?? challenges.find(({ params }) => params['error'])
  return chosen?.params ?? {}
}
