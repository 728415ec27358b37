/** JWT access tokens of any OAuth server that follows RFC 9068. */
import { strings, text, words } from './claim-values.ts'
import { defineProfile, type TokenProfile } from './token-profile.ts'

export interface Rfc9068Audience {
  issuer: string
  /** The resource indicator by which the authorization server knows us (RFC 8707), usually our canonical URL. */
  audience: string
  /** `client_id` */
  clients: readonly string[] | 'any'
  /** Default: RS256, which §2.1 demands of everybody. */
  algorithms?: readonly string[]
  /** Accept tokens of the client credentials grant. */
  appOnly?: boolean
}

/** @throws TypeError for a symmetric algorithm, or an empty issuer or audience */
export function rfc9068({ issuer, audience, clients, algorithms, appOnly }: Rfc9068Audience): TokenProfile {
  return defineProfile({
    issuers: [issuer],
    audience,
    algorithms: algorithms ?? ['RS256'],
    clients,
    appOnly: appOnly ?? false,
    format: {
      typ: 'at+jwt',
      read(payload) {
        const sub = text(payload, 'sub')
        const clientId = text(payload, 'client_id')
        const scopes = words(payload['scope'])
        return {
          // No tenants here: a subject is unique within its issuer (§2.2).
          tid: issuer,
          oid: sub,
          clientId,
          scopes,
          roles: strings(payload['roles']),
          // §2.2: without a resource owner, `sub` names the client itself.
          appOnly: scopes.length === 0 || sub === clientId,
          uti: text(payload, 'jti'),
          acrs: words(payload['acr']),
          capabilities: [],
          stepUp: 'rfc9470',
        }
      },
    },
  })
}
