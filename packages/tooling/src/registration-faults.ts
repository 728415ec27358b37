/** What the schema of the registrations cannot say: that they agree with each other. */
import type { Registrations } from '@chain-of-trust/service-kit/registrations'

/** Every contradiction, as a sentence; none: an empty list. */
export function findRegistrationFaults({ authority, applications }: Registrations): string[] {
  const scopesOf = new Map(
    applications.map(({ name, api }) => [name, api?.oauth2PermissionScopes.map(({ value }) => value) ?? []]),
  )
  const unknownScopes = (application: string, scopes: readonly string[]): string[] =>
    scopes.filter((scope) => !scopesOf.get(application)?.includes(scope))
  const rolesOf = new Map(
    applications.map(({ name, appRoles }) => [name, appRoles.map(({ value }) => value)]),
  )
  const references = applications.flatMap(({ name, api, requiredResourceAccess }) => [
    ...requiredResourceAccess.flatMap(({ application, scopes, roles }) =>
      [
        ...unknownScopes(application, scopes),
        ...roles.filter((role) => !rolesOf.get(application)?.includes(role)),
      ].map((permission) => `${name} asks for ${application}/${permission}`),
    ),
    ...(api?.preAuthorizedApplications ?? []).flatMap(({ application, scopes }) => [
      ...(scopesOf.has(application) ? [] : [`${name} pre-authorises ${application}`]),
      ...unknownScopes(name, scopes).map((scope) => `${name} pre-authorises ${application} for ${scope}`),
    ]),
    ...(api?.knownClientApplications ?? [])
      .filter((client) => !scopesOf.has(client))
      .map((client) => `${name} knows the client ${client}`),
  ])

  const ids = applications.flatMap(({ appId, api, appRoles }) => [
    appId,
    ...[...(api?.oauth2PermissionScopes ?? []), ...appRoles].map(({ id }) => id),
  ])
  // The authority serves a resource of its own, the security events, at its own port.
  const others = applications.map(({ url }) => url).filter((url) => url !== authority)
  const ports = [authority, ...others].map((url) => new URL(url).port)
  return [
    ...references.map((reference) => `${reference}, which does not exist`),
    ...repeated(ids).map((id) => `the id ${id} is used twice`),
    ...repeated(ports).map((port) => `the port ${port} is used twice`),
    ...repeated(applications.flatMap((app) => app.identifierUris)).map(
      (identifier) => `the identifier ${identifier} is used twice`,
    ),
    ...repeated(applications.map(({ name }) => name)).map((name) => `the name ${name} is used twice`),
  ]
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
