import { failureOf, TokenEndpointError, type TokenEndpointAnswer } from '@chain-of-trust/auth-core'
import {
  bearerNetworkModule,
  dpopNetworkModule,
  type DpopKey,
  type MsalNetworkModule,
} from '@chain-of-trust/auth-core/dpop-client'
import { setTimeout as delay } from 'node:timers/promises'
import { InteractionRequiredAuthError, PublicClientApplication } from '@azure/msal-node'
import type { Config } from '../config.ts'
import { SignInError } from './sign-in-error.ts'

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** Milliseconds for one request: others wait for the answer, because a refresh token can be used once. */
const REQUEST_TIMEOUT = 30_000

/** Milliseconds by which each `slow_down` moves all further requests apart (RFC 8628 §3.5). */
const SLOW_DOWN = 5000

/** msal-node for one request, and what the authorization server answered. */
export interface PublicClient {
  readonly application: PublicClientApplication
  /** Runs the request. @throws SignInError made of the answer itself, not of MSAL's reading of it */
  ask<Result>(request: (application: PublicClientApplication) => Promise<Result | null>): Promise<Result>
  /** MSAL's cache without the access tokens, which are kept by us. */
  serialize(): string
}

export interface PublicClientOptions {
  /** What `serialize` gave, to go on from there. */
  msal?: string
  fetch?: Fetch | undefined
  /** Resolves after so many milliseconds. */
  pause?: (milliseconds: number) => Promise<unknown>
}

/**
 * A fresh application for each request, as in the tiers: MSAL's own cache would hand out tokens with more scopes than
 * were asked for, and one HTTP 500 would throttle every further request for a minute.
 */
export function createPublicClient(
  config: Config,
  key: DpopKey,
  { msal, fetch = globalThis.fetch, pause = delay }: PublicClientOptions = {},
): PublicClient {
  const timed: Fetch = (input, init) =>
    fetch(input, { ...init, redirect: 'error', signal: AbortSignal.timeout(REQUEST_TIMEOUT) })
  const module =
    config.SENDER_CONSTRAINT === 'dpop'
      ? dpopNetworkModule(key, { fetch: timed })
      : bearerNetworkModule({ fetch: timed })
  const wire = watch(module, pause)
  const application = new PublicClientApplication({
    auth: {
      clientId: config.CLIENT_ID,
      ...nominalAuthority(config),
      // Without cp1 the authorization server sends a plain refusal where a claims challenge would do.
      clientCapabilities: ['CP1'],
    },
    system: { networkClient: wire.module },
  })
  if (msal !== undefined) application.getTokenCache().deserialize(msal)

  return {
    application,
    async ask(request) {
      try {
        const result = await request(application)
        if (result !== null) return result
      } catch (cause) {
        throw signInErrorOf(wire, cause)
      }
      throw signInErrorOf(wire, undefined)
    },
    serialize() {
      const cache = JSON.parse(application.getTokenCache().serialize()) as Record<string, unknown>
      return JSON.stringify({ ...cache, AccessToken: {} })
    },
  }
}

interface Wire {
  module: MsalNetworkModule
  last(): TokenEndpointAnswer | undefined
  fault(): unknown
}

function signInErrorOf(wire: Wire, cause: unknown): unknown {
  if (cause instanceof SignInError) return cause
  const unanswered = wire.last() === undefined && wire.fault() === undefined
  // The refresh token is missing, or MSAL knows that it has expired: nothing was sent.
  if (unanswered && cause instanceof InteractionRequiredAuthError)
    return new SignInError('expired_grant', { cause })
  const fault = wire.fault()
  // An answer that breaks the protocol (an unbound token to a proof, say) is no outage: waiting would not help.
  if (fault !== undefined && !isOutage(fault)) return new SignInError('misconfiguration', { cause: fault })
  const said = DEVICE_CODE_ENDS.get(wire.last()?.body.error)
  if (said !== undefined) return new SignInError(said, { cause })
  const { kind, claims } = new TokenEndpointError(failureOf(wire.last(), cause))
  return new SignInError(kind, { cause, claims })
}

/** How a device code ends without a token (RFC 8628 §3.5, and Entra's names); MSAL gives up while the last says "pending". */
const DEVICE_CODE_ENDS: ReadonlyMap<string | undefined, 'declined' | 'unfinished'> = new Map([
  ['authorization_declined', 'declined'],
  ['access_denied', 'declined'],
  ['authorization_pending', 'unfinished'],
  ['expired_token', 'unfinished'],
  ['code_expired', 'unfinished'],
])

/** What fetch throws when nobody answers (TypeError), or not in time (TimeoutError). */
function isOutage(fault: unknown): boolean {
  return fault instanceof TypeError || (fault instanceof DOMException && fault.name === 'TimeoutError')
}

function watch(module: MsalNetworkModule, pause: (milliseconds: number) => Promise<unknown>): Wire {
  let apart = 0
  let last: TokenEndpointAnswer | undefined
  let fault: unknown
  return {
    last: () => last,
    fault: () => fault,
    module: {
      sendGetRequestAsync: (url, options) => module.sendGetRequestAsync(url, options),
      async sendPostRequestAsync<T>(
        url: string,
        options?: { headers?: Record<string, string>; body?: string },
      ) {
        fault = last = undefined
        const answer = await module.sendPostRequestAsync<T>(url, options).catch((error: unknown) => {
          fault = error
          throw error
        })
        last = answer as TokenEndpointAnswer
        const { body, status } = last
        // MSAL would go on with a device code that it has not got.
        if (status >= 400 && url.split('?')[0]!.endsWith('/devicecode')) throw new Error('no device code')
        if (body.error === 'slow_down') {
          apart += SLOW_DOWN
          // MSAL would take it for the end.
          body.error = 'authorization_pending'
        }
        // Before MSAL's own interval, for this request and all that follow.
        if (body.error === 'authorization_pending' && apart > 0) await pause(apart)
        return answer
      },
    },
  }
}

/**
 * MSAL insists on an https authority and would ask Microsoft about an unknown host. The authority is therefore nominal,
 * and the endpoints are given; with the real Entra ID the same values are simply true.
 */
function nominalAuthority({ ISSUER, TENANT_ID, TOKEN_ENDPOINT, JWKS_URI }: Config) {
  const { host } = new URL(TOKEN_ENDPOINT)
  return {
    authority: `https://${host}/${TENANT_ID}`,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer: ISSUER,
      token_endpoint: TOKEN_ENDPOINT,
      authorization_endpoint: TOKEN_ENDPOINT.replace(/token$/, 'authorize'),
      end_session_endpoint: TOKEN_ENDPOINT.replace(/token$/, 'logout'),
      jwks_uri: JWKS_URI,
    }),
  }
}
