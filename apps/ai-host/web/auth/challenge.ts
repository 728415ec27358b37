import { decodeClaims } from '@chain-of-trust/auth-core/challenge'

/** What somebody wants of the person before a request can succeed. */
export interface Challenge {
  /** Of a claims challenge: JSON text, passed on as it came. */
  claims?: string
  /** Seconds since the person last proved who they are (RFC 9470 §3). */
  maxAge?: number
  /** What the identity provider must ask for even if it thinks it need not (OpenID Connect Core §3.1.2.1). */
  prompt?: 'consent' | 'login'
}

/** A challenge as it is on the wire. */
interface WireChallenge {
  /** base64 of JSON. */
  claims?: string | undefined
  acrValues?: string | readonly string[] | undefined
  maxAge?: number | undefined
}

/**
 * Entra's form of a challenge. RFC 9470 names authentication contexts in `acr_values`, which Entra takes as
 * the claim `acrs`; `max_age` it takes as it is (OpenID Connect Core §3.1.2.1).
 * @returns undefined when nothing is asked, or nothing that can be read
 */
export function readChallenge({ claims, acrValues, maxAge }: WireChallenge): Challenge | undefined {
  const asked = readClaims(claims) ?? claimsForContexts(acrValues)
  if (asked === undefined && maxAge === undefined) return undefined
  return {
    ...(asked === undefined ? {} : { claims: asked }),
    ...(maxAge === undefined ? {} : { maxAge }),
  }
}

/**
 * Only a token issued after some instant is asked for (`nbf`, continuous access evaluation): a renewal in the
 * background may do, and the person need not be disturbed unless it does not.
 */
export function asksForFreshTokenOnly({ claims, maxAge, prompt }: Challenge): boolean {
  if (claims === undefined || maxAge !== undefined || prompt !== undefined) return false
  const asked: unknown = JSON.parse(claims)
  if (!isRecord(asked) || !isRecord(asked['access_token'])) return false
  return hasOnly(asked, 'access_token') && hasOnly(asked['access_token'], 'nbf')
}

function readClaims(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined
  try {
    return decodeClaims(encoded)
  } catch {
    // A challenge that nobody can read cannot be met: the plain refusal remains.
    return undefined
  }
}

function claimsForContexts(acrValues: WireChallenge['acrValues']): string | undefined {
  const contexts = typeof acrValues === 'string' ? acrValues.split(' ').filter(Boolean) : (acrValues ?? [])
  if (contexts.length === 0) return undefined
  const acrs =
    contexts.length === 1
      ? { essential: true, value: contexts[0] }
      : // In order of preference: any one of them is enough.
        { essential: true, values: contexts }
  return JSON.stringify({ access_token: { acrs } })
}

function hasOnly(record: Record<string, unknown>, key: string): boolean {
  return Object.keys(record).join() === key
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
