import { redirectUrisOf, type Application, type Applications } from './applications.ts'
import { parseClaims } from './claims-request.ts'
import type { Evidence } from './conditional-access/situation.ts'
import { EntraError } from './entra-error.ts'
import { isNativeRedirect } from './loopback-redirect.ts'
import { enforceResourceParameter, parseScopes } from './scopes.ts'

/** How the answer travels; `form_post` keeps it out of every address (OAuth 2.0 Form Post Response Mode). */
export type ResponseMode = 'query' | 'fragment' | 'form_post'

export type Prompt = 'none' | 'login' | 'select_account' | 'consent'

/** An authorization request that has passed every check which needs no user. Plain data: it waits in the database. */
export type AuthorizationRequest = Asked & ((RedirectAddress & { codeChallenge: string }) | DeviceAddress)

interface Asked {
  clientId: string
  scope: string
  nonce?: string
  prompt?: Prompt
  loginHint?: string
  claims?: string
  /** Seconds: an older sign-in does not count (OpenID Connect Core §3.1.2.1). */
  maxAge?: number
  dpopJkt?: string
}

/** Where an answer, an error too, may be sent. */
export interface RedirectAddress {
  redirectUri: string
  responseMode: ResponseMode
  state?: string
  correlationId: string
}

/** A device that shows a code and polls for what becomes of it (RFC 8628): nothing is sent there. */
export interface DeviceAddress {
  /** Names the device code in the database. */
  device: string
  correlationId: string
}

export type ReplyAddress = RedirectAddress | DeviceAddress

/** How the sign-in reaches the application, where it is not the browser that the person sits at. */
export function transferMethodOf(request: AuthorizationRequest): Pick<Evidence, 'transferMethod'> {
  return 'device' in request ? { transferMethod: 'deviceCodeFlow' } : {}
}

type Query = Readonly<Record<string, unknown>>

/**
 * Who asks, and where does the answer go? Until this is known for certain an error must not be redirected: the
 * address would be the attacker's (RFC 9700 §4.1, §4.11).
 * @throws EntraError, to be shown on a page
 */
export function readReplyAddress(
  query: Query,
  applications: Applications,
  correlationId: string,
): { client: Application; address: RedirectAddress } {
  const clientId = requiredText(query, 'client_id')
  const client = applications.byId(clientId)
  if (client === undefined) throw new EntraError('client_unknown', { fill: { client: clientId } })

  const redirectUri = requiredText(query, 'redirect_uri')
  // Exact strings (RFC 9700 §2.1): no prefix, no pattern, no trailing slash, and a port of its own for loopback only.
  if (!redirectUrisOf(client).includes(redirectUri) && !isNativeRedirect(client, redirectUri)) {
    throw new EntraError('reply_url_mismatch', { fill: { uri: redirectUri, client: client.appId } })
  }
  const responseMode = knownMode(text(query, 'response_mode')) ?? 'query'
  const state = text(query, 'state')
  return {
    client,
    address: { redirectUri, responseMode, correlationId, ...(state === undefined ? {} : { state }) },
  }
}

/** @throws EntraError, to be sent to the reply address */
export function readAuthorizationRequest(
  query: Query,
  client: Application,
  address: RedirectAddress,
  applications: Applications,
): AuthorizationRequest {
  enforceResponse(query)
  const scope = requiredText(query, 'scope')
  const requested = parseScopes(scope, client, applications)
  enforceResourceParameter(text(query, 'resource'), requested)
  const claims = text(query, 'claims')
  parseClaims(claims)

  const nonce = text(query, 'nonce')
  const prompt = readPrompt(query)
  const loginHint = text(query, 'login_hint')
  const maxAge = readMaxAge(query)
  const dpopJkt = readThumbprint(query)
  return {
    clientId: client.appId,
    ...address,
    scope,
    codeChallenge: readCodeChallenge(query),
    ...(nonce === undefined ? {} : { nonce }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(claims === undefined ? {} : { claims }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(dpopJkt === undefined ? {} : { dpopJkt }),
  }
}

function enforceResponse(query: Query): void {
  const type = requiredText(query, 'response_type')
  if (type !== 'code') throw new EntraError('response_type_unsupported', { fill: { type } })
  const mode = text(query, 'response_mode') ?? 'query'
  if (knownMode(mode) === undefined) {
    throw new EntraError('response_mode_unsupported', { fill: { mode } })
  }
}

function knownMode(mode: string | undefined): ResponseMode | undefined {
  return mode === 'query' || mode === 'fragment' || mode === 'form_post' ? mode : undefined
}

/** PKCE is not optional, and `plain` protects nothing from whoever reads the request (RFC 9700 §2.1.1). */
function readCodeChallenge(query: Query): string {
  const challenge = text(query, 'code_challenge')
  if (challenge === undefined || text(query, 'code_challenge_method') !== 'S256') {
    throw new EntraError('pkce_required')
  }
  if (!/^[A-Za-z0-9\-_]{43}$/.test(challenge)) {
    throw new EntraError('request_invalid', {
      fill: { detail: 'code_challenge must be a SHA-256, base64url' },
    })
  }
  return challenge
}

function readPrompt(query: Query): Prompt | undefined {
  const prompt = text(query, 'prompt')
  switch (prompt) {
    case undefined:
    case 'none':
    case 'login':
    case 'select_account':
    case 'consent':
      return prompt
    default:
      throw new EntraError('request_invalid', { fill: { detail: `the prompt ${prompt} is not supported` } })
  }
}

function readMaxAge(query: Query): number | undefined {
  const seconds = text(query, 'max_age')
  if (seconds !== undefined && !/^\d{1,9}$/.test(seconds)) {
    throw new EntraError('request_invalid', { fill: { detail: 'max_age must be a number of seconds' } })
  }
  return seconds === undefined ? undefined : Number(seconds)
}

function readThumbprint(query: Query): string | undefined {
  const jkt = text(query, 'dpop_jkt')
  if (jkt !== undefined && !/^[A-Za-z0-9\-_]{43}$/.test(jkt)) {
    throw new EntraError('request_invalid', { fill: { detail: 'dpop_jkt must be a SHA-256, base64url' } })
  }
  return jkt
}

function text(query: Query, parameter: string): string | undefined {
  const value = query[parameter]
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new EntraError('parameter_repeated')
  return value
}

function requiredText(query: Query, parameter: string): string {
  const value = text(query, parameter)
  if (value === undefined) throw new EntraError('parameter_missing', { fill: { parameter } })
  return value
}
