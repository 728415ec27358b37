import { createHash, randomInt } from 'node:crypto'
import { isPublicClient, wantsClaim, type Application } from '../applications.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { enforceResourceParameter, parseScopes, singleResource } from '../scopes.ts'
import { tokenIdentifier } from '../tokens/access-token.ts'
import type { IssuedTokens } from '../tokens/token-response.ts'
import { required, type TokenRequest } from './grant.ts'

/**
 * RFC 6749 §4.4, as Entra ID has it: an application asks in its own name, with its certificate, for the roles that
 * were assigned to it, whatever they are (`<resource>/.default`). No person, so no `scp`, no refresh token, and
 * nothing that a Conditional Access policy could ask of anybody.
 * @throws EntraError
 */
export async function clientCredentials(
  idp: IdentityProvider,
  { parameters, client, jkt }: TokenRequest,
): Promise<IssuedTokens> {
  if (isPublicClient(client)) throw new EntraError('client_credential_missing')
  const scope = required(parameters, 'scope')
  const resource = readResource(idp, client, scope, parameters['resource'])
  const roles = assignedRoles(client, resource)

  const now = idp.now()
  const lifetime = randomInt(60 * 60, 90 * 60)
  const uti = tokenIdentifier()
  const oid = servicePrincipal(idp.tenantId, client)
  const token = await idp.signingKeys.sign({
    aud: resource.appId,
    iss: idp.urls.issuer,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    azp: client.appId,
    azpacr: '2',
    ...(jkt === undefined ? {} : { cnf: { jkt } }),
    ...(wantsClaim(resource, 'idtyp') ? { idtyp: 'app' } : {}),
    oid,
    roles,
    // The same, unlike a person's: by this too an application's token is known.
    sub: oid,
    tid: idp.tenantId,
    uti,
    ver: '2.0',
  })
  return {
    response: {
      token_type: jkt === undefined ? 'Bearer' : 'DPoP',
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: token,
    },
    record: {
      subject: { tid: idp.tenantId, oid },
      client: { app_id: client.appId },
      token: {
        uti,
        issuer: idp.urls.issuer,
        audience: resource.appId,
        issued_at: now,
        expires_at: now + lifetime,
      },
      scopes: { requested: [scope], granted: roles },
      binding: jkt === undefined ? { method: 'none' } : { method: 'dpop', jkt },
    },
  }
}

function readResource(
  { applications }: IdentityProvider,
  client: Application,
  scope: string,
  indicator: string | undefined,
): Application {
  const values = scope.split(' ').filter((value) => value !== '')
  const partial = values.find((value) => !value.endsWith('/.default'))
  if (partial !== undefined) throw new EntraError('scope_not_default', { fill: { scope: partial } })
  const requested = parseScopes(scope, client, applications)
  enforceResourceParameter(indicator, requested)
  const target = singleResource(requested)
  if (target === undefined)
    throw new EntraError('scope_invalid', { fill: { detail: 'it names no resource' } })
  return target.resource
}

/** What the manifest gives to the client and the resource has. @throws EntraError `application_not_assigned` */
function assignedRoles(client: Application, resource: Application): string[] {
  // A role for people is nothing that an application has.
  const published = resource.appRoles
    .filter(({ allowedMemberTypes }) => allowedMemberTypes.includes('Application'))
    .map(({ value }) => value)
  const roles = client.requiredResourceAccess
    .filter(({ application }) => application === resource.name)
    .flatMap((access) => access.roles)
    .filter((role) => published.includes(role))
  if (roles.length > 0) return roles
  throw new EntraError('application_not_assigned', {
    fill: { client: client.appId, resource: resource.appId },
  })
}

/** Object id of the application in this tenant: its own, not its `appId`, and always the same. */
function servicePrincipal(tenantId: string, { appId }: Application): string {
  const hash = createHash('sha256').update(`${tenantId} ${appId}`).digest('hex')
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}
