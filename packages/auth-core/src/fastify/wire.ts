import { encodeClaims, formatChallenge } from '../challenge.ts'
import type { Failure } from '../failure.ts'
import type { Refusal } from '../refusal.ts'

export interface WireOptions {
  /** Where a client finds the metadata (RFC 9728 §5.1). */
  resourceMetadata?: string | undefined
  /** Canonical URL that turns short scope names into full ones. */
  resource?: string | undefined
  senderConstraint: 'dpop' | 'none'
}

export interface WireForm {
  status: number
  headers: Record<string, string>
  body: { error: string; failure?: Failure; operation?: { id: string; expiresAt: string } }
}

/** The form in which a refusal leaves the process: registered codes, no reason (RFC 6750 §3, RFC 9449 §7.1). */
export function wireForm(refusal: Refusal, options: WireOptions): WireForm {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  const { nonce, retryAfter, failure, operation } = refusal.params
  if (nonce !== undefined) headers['dpop-nonce'] = nonce
  if (refusal.status === 503) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter ?? 5)))
  if (refusal.status === 401 || refusal.error === 'insufficient_scope') {
    headers['www-authenticate'] = challengeFor(refusal, options)
  }
  const body = {
    error: refusal.error ?? fallback(refusal.status),
    ...(failure === undefined ? {} : { failure }),
    ...(operation === undefined ? {} : { operation }),
  }
  return { status: refusal.status, headers, body }
}

function challengeFor(refusal: Refusal, options: WireOptions): string {
  const { scopes, claims, acrValues, maxAge } = refusal.params
  const prefix = options.resource === undefined ? '' : `${options.resource}/`
  const params: Record<string, string> = {}
  if (refusal.error !== undefined) params['error'] = refusal.error
  if (scopes !== undefined && scopes.length > 0) {
    // Another resource's scopes, relayed from the next hop, have their full names already.
    params['scope'] = scopes.map((scope) => (scope.includes('/') ? scope : prefix + scope)).join(' ')
  }
  if (claims !== undefined) params['claims'] = encodeClaims(claims)
  if (acrValues !== undefined) params['acr_values'] = acrValues.join(' ')
  if (maxAge !== undefined) params['max_age'] = String(maxAge)
  if (options.resourceMetadata !== undefined) params['resource_metadata'] = options.resourceMetadata
  if (options.senderConstraint === 'none') return formatChallenge({ scheme: 'Bearer', params })
  return formatChallenge({ scheme: 'DPoP', params: { ...params, algs: 'ES256' } })
}

function fallback(status: number): string {
  return status === 403 ? 'access_denied' : 'unauthorized'
}
