import type { Client, Clients } from './clients.ts'
import { OAuthError, Unanswerable } from './oauth-error.ts'
import { readScopes, required, type Parameters } from './parameters.ts'

/** Where an answer, an error too, may be sent. */
export interface ReplyAddress {
  redirectUri: string
  state?: string
}

/** An authorization request that has passed every check which needs no person. Plain data: it waits in the database. */
export interface AuthorizationRequest extends ReplyAddress {
  clientId: string
  codeChallenge: string
  scopes: readonly string[]
}

type Query = Readonly<Record<string, unknown>>

/**
 * Who asks, and where does the answer go? Until this is known for certain an error must not be redirected: the address
 * would be the attacker's (RFC 9700 §4.1, §4.11).
 * @throws Unanswerable, to be shown on a page
 */
export function readReplyAddress(query: Query, clients: Clients): { client: Client; address: ReplyAddress } {
  const { client_id: id, redirect_uri: redirectUri, state } = query
  const client = typeof id === 'string' ? clients.find(id) : undefined
  if (client === undefined) throw new Unanswerable('No application is registered here with this client_id.')
  // Exact strings (RFC 9700 §2.1): no prefix, no pattern, no other port, no trailing slash.
  if (typeof redirectUri !== 'string' || !client.redirectUris.includes(redirectUri)) {
    throw new Unanswerable('The redirect_uri is not the one that is registered for this application.')
  }
  return { client, address: { redirectUri, ...(typeof state === 'string' ? { state } : {}) } }
}

/** @throws OAuthError, to be sent to the reply address */
export function readAuthorizationRequest(
  parameters: Parameters,
  client: Client,
  address: ReplyAddress,
  possible: readonly string[],
): AuthorizationRequest {
  if (required(parameters, 'response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code')
  }
  const codeChallenge = parameters['code_challenge']
  // PKCE is not optional, and `plain` protects nothing from whoever reads the request (RFC 9700 §2.1.1).
  if (codeChallenge === undefined || parameters['code_challenge_method'] !== 'S256') {
    throw new OAuthError('invalid_request', 'code_challenge with code_challenge_method=S256 is required')
  }
  if (!/^[A-Za-z0-9\-_]{43}$/.test(codeChallenge)) {
    throw new OAuthError('invalid_request', 'code_challenge must be a SHA-256, base64url')
  }
  const scopes = readScopes(required(parameters, 'scope'), possible)
  return { clientId: client.id, ...address, codeChallenge, scopes }
}

/** The URL that carries an answer back, with `state` and with `iss`: who answers (RFC 9207 §2). */
export function replyUrl(
  { redirectUri, state }: ReplyAddress,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (state !== undefined) url.searchParams.set('state', state)
  url.searchParams.set('iss', issuer)
  return url.href
}
