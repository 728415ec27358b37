import { parseClaims } from '../claims-request.ts'
import { enforceAccess } from '../conditional-access/enforce-access.ts'
import { EntraError } from '../entra-error.ts'
import { grantedScopes } from '../permissions.ts'
import { enforceResourceParameter, parseScopes, singleResource } from '../scopes.ts'
import { required, type Grant } from './grant.ts'

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

/**
 * RFC 8628 §3.4, with Entra's codes: `authorization_declined` and `bad_verification_code` where the RFC has
 * `access_denied` and `invalid_grant`. The code is bound to the key that asked for it, and to nothing of the browser in
 * which it was approved: signing out there does not sign out here.
 */
export const deviceCode: Grant = async (idp, { parameters, client, jkt }) => {
  const stored = idp.deviceCodes.find(required(parameters, 'device_code'))
  if (stored === undefined) throw new EntraError('device_code_unknown')
  const { device, family, request, state, approval } = stored

  // Before everything else: whoever is not that device learns nothing, and cannot slow it down.
  if (request.clientId !== client.appId) throw new EntraError('grant_invalid')
  if (request.jkt !== undefined && request.jkt !== jkt) throw new EntraError('grant_binding_mismatch')

  if (state === 'redeemed') {
    idp.refreshTokens.revokeFamily(family)
    throw new EntraError('code_already_redeemed')
  }
  if (stored.expired) throw new EntraError('device_code_expired')
  if (state === 'declined') throw new EntraError('authorization_declined')
  if (approval === undefined) {
    throw new EntraError(idp.deviceCodes.poll(device) ? 'authorization_pending' : 'device_polled_too_often')
  }

  const { oid, ...evidence } = approval
  const account = idp.accounts.active(oid, evidence.authenticatedAt)
  const requested = parseScopes(parameters['scope'] ?? request.scope, client, idp.applications)
  enforceResourceParameter(parameters['resource'], requested)
  const target = singleResource(requested)
  const granted = target === undefined ? [] : grantedScopes(target, { oid, client }, idp.consents)
  const claims = parseClaims(parameters['claims'] ?? request.claims)
  const acrs = enforceAccess(idp, { account, client, resource: target?.resource, evidence, claims })

  if (!idp.deviceCodes.redeem(device)) throw new EntraError('code_already_redeemed')
  return {
    account,
    client,
    requested,
    target,
    granted,
    evidence: { ...evidence, acrs },
    claims,
    jkt,
    refresh: {
      family,
      grant: {
        ...evidence,
        oid,
        clientId: client.appId,
        scope: request.scope,
        ...(jkt === undefined ? {} : { jkt }),
      },
    },
  }
}
