import { errors } from 'jose'
import type { RefusalReason } from './refusal-reasons.ts'
import { Refusal } from './refusal.ts'

/**
 * Our reason for an error of jose's. Anything that is not the token's fault comes back as it is, and becomes
 * a 500: to blame the caller for a bug of ours would send every client through a needless sign-in.
 */
export function asRefusal(error: unknown): unknown {
  const reason = reasonFor(error)
  return reason === undefined ? error : new Refusal(reason, { cause: error })
}

function reasonFor(error: unknown): RefusalReason | undefined {
  if (error instanceof errors.JWTExpired) return 'token_expired'
  if (error instanceof errors.JWTClaimValidationFailed) return reasonForClaim(error)
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'key_unknown'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature_invalid'
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'algorithm_not_allowed'
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'token_malformed'
  return undefined
}

function reasonForClaim({ claim, reason }: errors.JWTClaimValidationFailed): RefusalReason {
  switch (claim) {
    case 'iss':
      return 'issuer_mismatch'
    case 'aud':
      return 'audience_mismatch'
    case 'nbf':
      return reason === 'check_failed' ? 'token_not_yet_valid' : 'claim_missing'
    case 'typ':
      return 'type_mismatch'
    default:
      return 'claim_missing'
  }
}
