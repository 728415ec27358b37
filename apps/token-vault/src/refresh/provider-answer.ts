import { readRetryAfter, Secret } from '@chain-of-trust/auth-core'
import { ResponseBodyError, type TokenEndpointResponse } from 'oauth4webapi'
import type { Provider } from '../providers/provider.ts'

/** Why a provider did not do what was asked, though nothing says that the person's grant is gone. */
export type Trouble = 'rate_limited' | 'provider_failing' | 'provider_unreachable' | 'client_refused'

/** The provider is down, slow or busy, or does not take us for the client that we are: it says nothing of the grant. */
export interface Unavailable {
  outcome: 'unavailable'
  trouble: Trouble
  /** Seconds, as the provider said. */
  retryAfter?: number
  /** It may have done it all the same: the request left, and no answer came that says otherwise. */
  inDoubt: boolean
  /** The provider's error code, or the HTTP status. */
  detail: string
}

/** The provider has no such grant any more: only the person can give another one. */
export interface Lost {
  outcome: 'lost'
  detail: string
}

/** Codes (RFC 6749 §5.2) for which the operator is to blame. */
const OURS = new Set(['invalid_client', 'unauthorized_client', 'invalid_request', 'unsupported_grant_type'])
/** RFC 6749 §5.2 says 400; auth.atlassian.com says 403. */
const GRANT_REFUSED = new Set([400, 403])
const CODE = /^[a-z_]{1,64}$/
/** Seconds that a token lives whose provider does not say (RFC 6749 §5.1 leaves it open). */
const UNSAID = 3600
/** Seconds: what a database column must not refuse when the provider has rotated already. */
const LONGEST = 366 * 86_400

/** Sorts what oauth4webapi, or the network, threw. Only the provider's own word ends a grant; everything else is an outage. */
export function readTrouble(error: unknown, provider: Provider): Lost | Unavailable {
  const response = responseOf(error)
  if (response === undefined) return unanswered(error)
  const { status, headers } = response
  const code = error instanceof ResponseBodyError && CODE.test(error.error) ? error.error : undefined
  if (code !== undefined && GRANT_REFUSED.has(status) && provider.grantLost.includes(code)) {
    return { outcome: 'lost', detail: code }
  }
  const trouble = troubleOf(status, code)
  // 2xx: done, and told in a way that cannot be read.
  const inDoubt = status < 400 || status >= 500
  const detail = code ?? `HTTP ${status}`
  return { outcome: 'unavailable', trouble, inDoubt, detail, ...readRetryAfter(headers.get('retry-after')) }
}

function troubleOf(status: number, code: string | undefined): Trouble {
  if (status === 429) return 'rate_limited'
  if (status === 401 || (code !== undefined && OURS.has(code))) return 'client_refused'
  return 'provider_failing'
}

/** What fetch throws is no answer; anything else was one, and could not be read. */
function unanswered(error: unknown): Unavailable {
  const late = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
  if (late) return unavailable('provider_unreachable', 'no answer in time')
  if (error instanceof TypeError) return unavailable('provider_unreachable', 'no connection')
  return unavailable('provider_failing', 'an answer that is none of OAuth')
}

function unavailable(trouble: Trouble, detail: string): Unavailable {
  return { outcome: 'unavailable', trouble, inDoubt: true, detail }
}

/** Where oauth4webapi puts the response: on the error, or as its cause. */
function responseOf(error: unknown): Response | undefined {
  if (!(error instanceof Error)) return undefined
  if ('response' in error && error.response instanceof Response) return error.response
  if (error.cause instanceof Response) return error.cause
  return undefined
}

export interface Renewed {
  outcome: 'renewed'
  accessToken: Secret
  /** Absent: the old one goes on (RFC 6749 §6). */
  refreshToken: Secret | undefined
  /** Absent: as before. */
  scopes: readonly string[] | undefined
  /** Seconds. */
  expiresIn: number
}

/** A token response (RFC 6749 §5.1) in the vault's terms; for a code as for a refresh token. */
export function readRenewal(answer: TokenEndpointResponse): Renewed | Unavailable {
  // A token that wants a proof of possession is of no use to the servers that it would be handed to.
  if (answer.token_type !== 'bearer') return unavailable('provider_failing', 'not a bearer token')
  return {
    outcome: 'renewed',
    accessToken: new Secret(answer.access_token),
    refreshToken: answer.refresh_token === undefined ? undefined : new Secret(answer.refresh_token),
    scopes: answer.scope?.split(/[ ,]+/).filter((scope) => scope !== ''),
    expiresIn: Math.floor(Math.min(answer.expires_in ?? UNSAID, LONGEST)),
  }
}
