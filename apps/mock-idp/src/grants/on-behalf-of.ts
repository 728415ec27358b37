import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, type JWTPayload } from 'jose'
import { isPublicClient, type Application } from '../applications.ts'
import { parseClaims } from '../claims-request.ts'
import { enforceAccess } from '../conditional-access/enforce-access.ts'
import type { Evidence } from '../conditional-access/situation.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { grantedScopes } from '../permissions.ts'
import { enforceResourceParameter, parseScopes, singleResource } from '../scopes.ts'
import { required, type Grant } from './grant.ts'

/**
 * Entra's on-behalf-of flow: a middle tier changes the token that it was sent for one to the next tier, in the
 * same person's name (a profile of RFC 7523 §2.1).
 *
 * The assertion may be bound to its holder's key (`cnf`). No proof with that key is asked for: the middle tier
 * does not have it. Its own authentication and the assertion's audience are what counts here; the middle tier
 * has checked the binding when it accepted the token.
 */
export const onBehalfOf: Grant = async (idp, { parameters, client, jkt }) => {
  if (required(parameters, 'requested_token_use') !== 'on_behalf_of') {
    throw new EntraError('request_invalid', { fill: { detail: 'requested_token_use must be on_behalf_of' } })
  }
  // A token for a single-page application's own use is not an assertion, and nobody could tell who presents it.
  if (isPublicClient(client)) throw new EntraError('client_credential_missing')
  const assertion = await verifyAssertion(idp, client, required(parameters, 'assertion'))

  const { evidence } = assertion
  const account = idp.accounts.active(assertion.oid, evidence.authenticatedAt)
  const requested = parseScopes(required(parameters, 'scope'), client, idp.applications)
  enforceResourceParameter(parameters['resource'], requested)
  const target = singleResource(requested)
  if (target === undefined) {
    throw new EntraError('scope_invalid', { fill: { detail: 'the scope names no resource' } })
  }
  const granted = grantedScopes(target, { oid: account.oid, client }, idp.consents)
  const claims = parseClaims(parameters['claims'])
  const acrs = enforceAccess(idp, { account, client, resource: target.resource, evidence, claims })

  // When the person signed in, not when the assertion was made: a job that refreshes for weeks is judged by it.
  const grant = {
    ...evidence,
    oid: account.oid,
    clientId: client.appId,
    scope: required(parameters, 'scope'),
  }
  return {
    account,
    client,
    requested,
    target,
    granted,
    evidence: { ...evidence, acrs },
    claims,
    jkt,
    refresh: { family: randomUUID(), grant },
    ...(assertion.uti === undefined ? {} : { parentUti: assertion.uti }),
  }
}

interface Assertion {
  oid: string
  evidence: Evidence
  uti: string | undefined
}

/** @throws EntraError `assertion_*` */
async function verifyAssertion(idp: IdentityProvider, client: Application, jwt: string): Promise<Assertion> {
  const { payload } = await jwtVerify(jwt, idp.signingKeys.find, {
    issuer: idp.urls.issuer,
    audience: client.appId,
    algorithms: ['RS256'],
    typ: 'JWT',
    requiredClaims: ['exp', 'iat'],
    currentDate: new Date(idp.now() * 1000),
  }).catch((error: unknown) => {
    throw refusalOf(error, client)
  })
  const { oid, uti, scp } = payload
  if (payload['idtyp'] === 'app' || (scp === undefined && payload['roles'] !== undefined)) {
    throw new EntraError('assertion_app_only', { fill: { client: client.appId } })
  }
  // No `scp`: an ID token, say. It says who signed in, not what may be done in their name.
  if (typeof scp !== 'string' || typeof oid !== 'string') throw new EntraError('assertion_malformed')
  const evidence = idp.opaqueEvidence.open(payload['aio'])
  if (evidence === undefined) throw new EntraError('assertion_malformed')
  return {
    oid,
    evidence,
    uti: typeof uti === 'string' ? uti : undefined,
  }
}

function refusalOf(cause: unknown, client: Application): Error {
  if (cause instanceof errors.JWTExpired) return new EntraError('assertion_expired', { cause })
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'nbf') return new EntraError('assertion_expired', { cause })
    if (cause.claim === 'aud') {
      const fill = { audience: audienceOf(cause.payload), client: client.appId }
      return new EntraError('assertion_audience_mismatch', { fill, cause })
    }
    return new EntraError('assertion_invalid', { cause })
  }
  if (cause instanceof errors.JWTInvalid || cause instanceof errors.JWSInvalid) {
    return new EntraError('assertion_malformed', { cause })
  }
  if (cause instanceof errors.JOSEError) return new EntraError('assertion_invalid', { cause })
  return cause instanceof Error ? cause : new Error('assertion', { cause })
}

function audienceOf({ aud }: JWTPayload): string {
  return [aud ?? ''].flat().join(' ')
}
