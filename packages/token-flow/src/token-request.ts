import {
  failureOf,
  Secret,
  TokenEndpointError,
  type ExchangedToken,
  type TokenEndpointAnswer,
} from '@chain-of-trust/auth-core'
import {
  bearerNetworkModule,
  dpopNetworkModule,
  type MsalNetworkModule,
} from '@chain-of-trust/auth-core/dpop-client'
import { inSpan } from '@chain-of-trust/auth-core/telemetry'
import { ConfidentialClientApplication, type AuthenticationResult } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import type { ConfidentialClient } from './confidential-client.ts'

export interface IssuedTokens {
  token: ExchangedToken
  /** MSAL asks for `offline_access` every time; most callers let go of this. */
  refreshToken: Secret | undefined
}

/**
 * One token request by msal-node, without msal-node's cache: a fresh application per request, because its cache
 * is scanned linearly on each hit, never bounded, and one user's HTTP 500 would throttle every user of the same
 * scopes for a minute.
 * @param scopes full names, of one resource
 * @param ask the grant: a method of the application
 * @throws TokenEndpointError
 */
export async function requestToken(
  client: ConfidentialClient,
  scopes: readonly string[],
  ask: (application: ConfidentialClientApplication) => Promise<AuthenticationResult | null>,
): Promise<IssuedTokens> {
  const wire = watch(
    networkModule(client),
    client.resourceIndicators === true ? resourceOf(scopes) : undefined,
  )
  // The trace stays here: the authorization server is somebody else's, and its own ids are in the record.
  const where = { 'server.address': new URL(client.tokenEndpoint).hostname }
  const result = await inSpan('request token', { kind: 'client', attributes: where }, () =>
    ask(applicationOf(client, wire.module)).catch((cause: unknown) => {
      // The answer itself, not MSAL's reading of it: a 5xx leaves MSAL's error without a code.
      throw new TokenEndpointError(failureOf(wire.last(), cause))
    }),
  )
  // Surprise: a 5xx with a body that MSAL cannot read comes back as a result with an empty token.
  if (result === null || result.accessToken === '' || result.accessToken === undefined)
    throw new TokenEndpointError(failureOf(wire.last(), undefined))

  const { uti, iss, aud, iat, jkt } = peek(result.accessToken)
  const expiresAt = Math.floor((result.expiresOn?.getTime() ?? 0) / 1000)
  const { scope, refresh_token } = wire.last()?.body ?? {}
  const granted = scope?.split(' ') ?? result.scopes
  return {
    token: {
      token: new Secret(result.accessToken),
      scopes: granted.filter((name) => !OIDC.has(name)).map(shortName),
      uti,
      audience: aud,
      issuer: iss,
      issuedAt: iat,
      jkt,
      expiresAt,
      cached: false,
    },
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
  }
}

/** A fresh one, with nothing in its cache. */
export function applicationOf(
  client: ConfidentialClient,
  networkClient: MsalNetworkModule = networkModule(client),
): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: {
      clientId: client.clientId,
      ...nominalAuthority(client),
      // Without cp1 the authorization server sends a plain refusal where a claims challenge would do.
      clientCapabilities: ['CP1'],
      clientCertificate: client.key,
    },
    system: { networkClient },
  })
}

const OIDC = new Set(['openid', 'profile', 'offline_access', 'email'])

/** `resource/Scope` → `resource`. One request has one resource: the authorization server refuses a second. */
function resourceOf(scopes: readonly string[]): string | undefined {
  return scopes[0]?.slice(0, scopes[0].lastIndexOf('/'))
}

/** `resource/Scope` → `Scope`: the resource part may itself hold slashes. */
function shortName(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1)
}

/**
 * MSAL insists on an https authority and would ask Microsoft about an unknown host. The authority is
 * therefore nominal, and the endpoints are given; with the real Entra ID the same values are simply true.
 */
function nominalAuthority({ issuer, tenantId, tokenEndpoint }: ConfidentialClient) {
  const { host } = new URL(tokenEndpoint)
  return {
    authority: `https://${host}/${tenantId}`,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer,
      token_endpoint: tokenEndpoint,
      authorization_endpoint: tokenEndpoint.replace(/token$/, 'authorize'),
      jwks_uri: tokenEndpoint.replace(/oauth2\/v2\.0\/token$/, 'discovery/v2.0/keys'),
    }),
  }
}

/** One per client: it remembers the authorization server's DPoP nonce, which saves every second request. */
const modules = new WeakMap<ConfidentialClient, MsalNetworkModule>()

function networkModule(client: ConfidentialClient): MsalNetworkModule {
  const { dpopKey, fetch } = client
  const options = fetch === undefined ? {} : { fetch }
  const module =
    modules.get(client) ??
    (dpopKey === undefined ? bearerNetworkModule(options) : dpopNetworkModule(dpopKey, options))
  modules.set(client, module)
  return module
}

/** @param resource sent along (RFC 8707); MSAL's on-behalf-of request has no place for it */
function watch(
  module: MsalNetworkModule,
  resource: string | undefined,
): { module: MsalNetworkModule; last(): TokenEndpointAnswer | undefined } {
  let last: TokenEndpointAnswer | undefined
  return {
    last: () => last,
    module: {
      sendGetRequestAsync: (url, options) => module.sendGetRequestAsync(url, options),
      async sendPostRequestAsync<T>(
        url: string,
        options?: { headers?: Record<string, string>; body?: string },
      ) {
        const response = await module.sendPostRequestAsync<T>(url, {
          ...options,
          body: `${options?.body ?? ''}${resource === undefined ? '' : `&resource=${encodeURIComponent(resource)}`}`,
        })
        last = response as TokenEndpointAnswer
        return response
      },
    },
  }
}

/** For the audit trail only. The token is for the next tier to verify; here it is opaque. */
function peek(accessToken: string): Peeked {
  try {
    const { uti, iss, aud, iat, cnf } = decodeJwt<{ uti?: string; cnf?: { jkt?: string } }>(accessToken)
    return { uti, iss, aud: typeof aud === 'string' ? aud : undefined, iat, jkt: cnf?.jkt }
  } catch {
    return {}
  }
}

interface Peeked extends Partial<Record<'uti' | 'iss' | 'aud' | 'jkt', string | undefined>> {
  /** Epoch seconds. */
  iat?: number | undefined
}
