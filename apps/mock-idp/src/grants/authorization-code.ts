import { createHash, timingSafeEqual } from 'node:crypto'
import { parseClaims } from '../claims-request.ts'
import { enforceAccess } from '../conditional-access/enforce-access.ts'
import { EntraError } from '../entra-error.ts'
import { grantedScopes } from '../permissions.ts'
import { enforceResourceParameter, parseScopes, singleResource } from '../scopes.ts'
import type { CodeGrant } from '../state/authorization-codes.ts'
import { SPA_LIFETIME } from '../state/refresh-tokens.ts'
import { required, type Grant } from './grant.ts'

/** RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.6) and the binding of the code to a key (RFC 9449 §10). */
export const authorizationCode: Grant = async (idp, { parameters, client, jkt }) => {
  const code = required(parameters, 'code')
  const stored = idp.authorizationCodes.find(code)
  if (stored === undefined) throw new EntraError('grant_invalid')
  const { grant, family } = stored

  // Whoever does not hold all of these has a stolen code: it is refused and stays usable for its owner.
  if (grant.clientId !== client.appId) throw new EntraError('grant_invalid')
  enforcePkce(required(parameters, 'code_verifier'), grant.codeChallenge)
  if (required(parameters, 'redirect_uri') !== grant.redirectUri) {
    throw new EntraError('reply_url_mismatch', {
      error: 'invalid_grant',
      fill: { uri: parameters['redirect_uri'] ?? '', client: client.appId },
    })
  }
  if (grant.dpopJkt !== undefined && jkt !== undefined && grant.dpopJkt !== jkt) {
    throw new EntraError('grant_binding_mismatch')
  }

  // A second redemption means that the code, its verifier and its key leaked: the tokens of the first one cannot
  // be trusted either (RFC 6749 §4.1.2).
  if (stored.redeemed) {
    idp.refreshTokens.revokeFamily(family)
    throw new EntraError('code_already_redeemed')
  }
  if (stored.expired) throw new EntraError('code_expired')

  const account = idp.accounts.active(grant.oid, grant.authenticatedAt)
  const requested = parseScopes(parameters['scope'] ?? grant.scope, client, idp.applications)
  enforceResourceParameter(parameters['resource'], requested)
  const target = singleResource(requested)
  const granted =
    target === undefined ? [] : grantedScopes(target, { oid: account.oid, client }, idp.consents)
  const claims = parseClaims(parameters['claims'] ?? grant.claims)
  const acrs = enforceAccess(idp, { account, client, resource: target?.resource, evidence: grant, claims })

  if (!idp.authorizationCodes.redeem(code)) throw new EntraError('code_already_redeemed')
  const { sid, nonce } = grant
  return {
    account,
    client,
    requested,
    target,
    granted,
    evidence: { ...grant, acrs },
    claims,
    jkt,
    sid,
    ...(nonce === undefined ? {} : { nonce }),
    refresh: {
      family,
      grant: {
        ...carriedOver(grant),
        ...(jkt === undefined ? {} : { jkt }),
        ...(client.spa === undefined ? {} : { fixedExpiry: idp.now() + SPA_LIFETIME }),
      },
    },
  }
}

function carriedOver({ oid, clientId, scope, authenticatedAt, mfaAt, acrs, sid }: CodeGrant) {
  return { oid, clientId, scope, authenticatedAt, acrs, sid, ...(mfaAt === undefined ? {} : { mfaAt }) }
}

function enforcePkce(verifier: string, challenge: string): void {
  const wellFormed = /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)
  const given = createHash('sha256').update(verifier).digest()
  const known = Buffer.from(challenge, 'base64url')
  if (!wellFormed || given.length !== known.length || !timingSafeEqual(given, known)) {
    throw new EntraError('pkce_mismatch')
  }
}
