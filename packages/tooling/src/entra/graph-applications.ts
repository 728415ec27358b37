/** Applications as Microsoft Graph lists them: by the mock's console, by a real tenant, and by Bicep, read back. */
import type { Registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import type { TenantApplication } from './tenant.ts'

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])
const Platform = z
  .object({ redirectUris: list(z.string()) })
  .nullish()
  .transform((platform) => platform?.redirectUris ?? [])

/** Microsoft Graph's `application`: what is compared of it. */
export const GraphApplication = z.object({
  appId: z.string(),
  displayName: z.string(),
  isFallbackPublicClient: z.boolean().nullish(),
  identifierUris: list(z.string()),
  spa: Platform,
  publicClient: Platform,
  web: Platform,
  api: z
    .object({
      requestedAccessTokenVersion: z.number().nullish(),
      oauth2PermissionScopes: list(
        z.object({
          id: z.string(),
          value: z.string(),
          type: z.string(),
          isEnabled: z.boolean(),
          adminConsentDescription: z.string(),
          userConsentDescription: z.string(),
        }),
      ),
      knownClientApplications: list(z.string()),
      preAuthorizedApplications: list(
        z.object({ appId: z.string(), delegatedPermissionIds: list(z.string()) }),
      ),
    })
    .nullish(),
  appRoles: list(
    z.object({
      id: z.string(),
      value: z.string(),
      displayName: z.string(),
      description: z.string(),
      allowedMemberTypes: z.array(z.string()),
      isEnabled: z.boolean(),
    }),
  ),
  optionalClaims: z.object({ accessToken: list(z.object({ name: z.string() })) }).nullish(),
  requiredResourceAccess: list(
    z.object({
      resourceAppId: z.string(),
      resourceAccess: z.array(z.object({ id: z.string(), type: z.enum(['Scope', 'Role']) })),
    }),
  ),
})
export type GraphApplication = z.infer<typeof GraphApplication>

/** What an `application` alone says: consents and federated credentials are objects of their own. */
export type ListedApplication = Omit<TenantApplication, 'grants' | 'credentials'>

/** By name; one whose id nobody registered keeps the id as its name. */
export function listedApplications(
  listed: readonly GraphApplication[],
  { applications }: Pick<Registrations, 'applications'>,
): Record<string, ListedApplication> {
  const nameOf = (appId: string) =>
    applications.find((application) => application.appId === appId)?.name ?? appId
  const values = new Map(
    listed.flatMap(({ appId, api, appRoles }) =>
      [...(api?.oauth2PermissionScopes ?? []), ...appRoles].map(
        ({ id, value }) => [`${appId}/${id}`, value] as const,
      ),
    ),
  )
  const valueOf = (appId: string, id: string) => values.get(`${appId}/${id}`) ?? id
  return Object.fromEntries(
    listed.map((application) => [nameOf(application.appId), listedApplication(application, nameOf, valueOf)]),
  )
}

function listedApplication(
  application: GraphApplication,
  nameOf: (appId: string) => string,
  valueOf: (appId: string, id: string) => string,
): ListedApplication {
  const { appId, api, appRoles, displayName, identifierUris, spa, publicClient, web } = application
  return {
    displayName,
    ...(api?.requestedAccessTokenVersion && { requestedAccessTokenVersion: api.requestedAccessTokenVersion }),
    isFallbackPublicClient: application.isFallbackPublicClient ?? false,
    identifierUris,
    redirectUris: { spa, publicClient, web },
    // One that is switched off is as good as missing.
    scopes: Object.fromEntries(
      (api?.oauth2PermissionScopes ?? [])
        .filter(({ isEnabled }) => isEnabled)
        .map(({ id, value, type, adminConsentDescription: admin, userConsentDescription: user }) => [
          value,
          { id, type, admin, user },
        ]),
    ),
    roles: Object.fromEntries(
      appRoles
        .filter(({ isEnabled }) => isEnabled)
        .map(({ id, value, displayName: name, description, allowedMemberTypes: members }) => [
          value,
          { id, displayName: name, description, members },
        ]),
    ),
    optionalClaims: (application.optionalClaims?.accessToken ?? []).map(({ name }) => name),
    knownClients: (api?.knownClientApplications ?? []).map(nameOf),
    preAuthorized: Object.fromEntries(
      (api?.preAuthorizedApplications ?? []).map(({ appId: client, delegatedPermissionIds }) => [
        nameOf(client),
        delegatedPermissionIds.map((id) => valueOf(appId, id)),
      ]),
    ),
    permissions: Object.fromEntries(
      application.requiredResourceAccess.map(({ resourceAppId, resourceAccess }) => {
        const of = (kind: string) =>
          resourceAccess.filter(({ type }) => type === kind).map(({ id }) => valueOf(resourceAppId, id))
        return [nameOf(resourceAppId), { scopes: of('Scope'), roles: of('Role') }]
      }),
    ),
  }
}
