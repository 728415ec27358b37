import { scopesOf, type Application, type Applications } from './applications.ts'

/**
 * The registered applications as Microsoft Graph's `GET /applications` lists them, so that one reader compares this
 * tenant and a real one with the registrations.
 */
export function graphApplications(applications: Applications): object[] {
  return applications.all.map((application) => graphApplication(application, applications))
}

function graphApplication(application: Application, applications: Applications): object {
  const { appId, displayName, identifierUris, api, appRoles, optionalClaims } = application
  const appIdOf = (name: string) => applications.byName(name)?.appId ?? name
  const platform = (of: { redirectUris: string[] } | undefined) => of ?? { redirectUris: [] }
  return {
    appId,
    displayName,
    identifierUris,
    isFallbackPublicClient: application.isFallbackPublicClient ?? false,
    spa: platform(application.spa),
    publicClient: platform(application.publicClient),
    web: platform(application.web),
    api: {
      // Entra ID says null where nobody chose, and then issues version 1.
      requestedAccessTokenVersion: api?.requestedAccessTokenVersion ?? null,
      oauth2PermissionScopes: (api?.oauth2PermissionScopes ?? []).map((scope) => ({
        ...scope,
        isEnabled: true,
      })),
      knownClientApplications: (api?.knownClientApplications ?? []).map(appIdOf),
      preAuthorizedApplications: (api?.preAuthorizedApplications ?? []).map((client) => ({
        appId: appIdOf(client.application),
        delegatedPermissionIds: client.scopes.map((scope) => idOf(application, scope)),
      })),
    },
    appRoles: appRoles.map((role) => ({ ...role, isEnabled: true })),
    optionalClaims: { accessToken: optionalClaims?.accessToken ?? [], idToken: [] },
    requiredResourceAccess: application.requiredResourceAccess.map(
      ({ application: name, scopes, roles }) => ({
        resourceAppId: appIdOf(name),
        resourceAccess: [...scopes, ...roles].map((value) => {
          const resource = applications.byName(name)
          const type = resource !== undefined && scopesOf(resource).includes(value) ? 'Scope' : 'Role'
          return { id: resource === undefined ? value : idOf(resource, value), type }
        }),
      }),
    ),
  }
}

function idOf({ api, appRoles }: Application, value: string): string {
  const permissions = [...(api?.oauth2PermissionScopes ?? []), ...appRoles]
  return permissions.find((permission) => permission.value === value)?.id ?? value
}
