import { parseClaims } from '../claims-request.ts'
import { enforceAccess } from '../conditional-access/enforce-access.ts'
import { EntraError } from '../entra-error.ts'
import { grantedScopes } from '../permissions.ts'
import { enforceResourceParameter, parseScopes, singleResource } from '../scopes.ts'
import { required, type Grant } from './grant.ts'

/**
 * RFC 6749 §6. Each use gives a new token and ends the old one; an old one seen again means that two parties
 * hold the family, and ends it (RFC 9700 §4.14.2). One refresh token serves every resource that was consented to.
 */
export const refreshToken: Grant = async (idp, { parameters, client, jkt }) => {
  const token = required(parameters, 'refresh_token')
  const stored = idp.refreshTokens.find(token)
  if (stored === undefined) throw new EntraError('grant_invalid')
  const { grant, family } = stored

  // Before everything else: who cannot prove the key or the client must not be able to end the family.
  if (grant.clientId !== client.appId) throw new EntraError('grant_invalid')
  if (grant.jkt !== undefined && grant.jkt !== jkt) throw new EntraError('grant_binding_mismatch')

  if (stored.rotated) {
    idp.refreshTokens.revokeFamily(family)
    throw new EntraError('refresh_token_reused')
  }
  if (stored.expired) {
    const spa = grant.fixedExpiry !== undefined
    throw new EntraError(spa ? 'spa_refresh_token_expired' : 'refresh_token_expired')
  }

  const account = idp.accounts.active(grant.oid, grant.authenticatedAt)
  const requested = parseScopes(parameters['scope'] ?? grant.scope, client, idp.applications)
  enforceResourceParameter(parameters['resource'], requested)
  const target = singleResource(requested)
  const granted =
    target === undefined ? [] : grantedScopes(target, { oid: account.oid, client }, idp.consents)
  const claims = parseClaims(parameters['claims'])
  const acrs = enforceAccess(idp, { account, client, resource: target?.resource, evidence: grant, claims })

  if (!idp.refreshTokens.rotate(token)) {
    idp.refreshTokens.revokeFamily(family)
    throw new EntraError('refresh_token_reused')
  }
  const { sid } = grant
  return {
    account,
    client,
    // The next one comes whether or not `offline_access` was written again: the old one is used up.
    requested: { ...requested, oidc: [...new Set([...requested.oidc, 'offline_access'])] },
    target,
    granted,
    evidence: { ...grant, acrs },
    claims,
    jkt,
    ...(sid === undefined ? {} : { sid }),
    refresh: { family, grant },
  }
}
