/** What the schema of the registrations cannot say: that they agree with each other. */
import type { Registrations } from '@chain-of-trust/service-kit/registrations'

const VAULT = { application: 'token-vault', scope: 'Vault.Use' }

/** Every contradiction, as a sentence; none: an empty list. */
export function findRegistrationFaults(registrations: Registrations): string[] {
  const { authority, applications } = registrations
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
  const others = applications.flatMap(({ url }) => (url === undefined || url === authority ? [] : [url]))
  // A deployment's services have hosts of their own, and no port.
  const ports = [authority, ...others].map((url) => new URL(url).port).filter((port) => port !== '')
  return [
    ...references.map((reference) => `${reference}, which does not exist`),
    ...repeated(ids).map((id) => `the id ${id} is used twice`),
    ...repeated(ports).map((port) => `the port ${port} is used twice`),
    ...repeated(applications.flatMap((app) => app.identifierUris)).map(
      (identifier) => `the identifier ${identifier} is used twice`,
    ),
    ...repeated(applications.map(({ name }) => name)).map((name) => `the name ${name} is used twice`),
    ...linkedAccountFaults(registrations),
    ...webFaults(applications),
  ]
}

/** The token vault's access control list and what its callers may ask for say the same. */
function linkedAccountFaults({ applications, linkedAccounts }: Registrations): string[] {
  const known = new Set(applications.map(({ name }) => name))
  const users = applications
    .filter(({ requiredResourceAccess }) =>
      requiredResourceAccess.some(
        ({ application, scopes }) => application === VAULT.application && scopes.includes(VAULT.scope),
      ),
    )
    .map(({ name }) => name)
  const listed = linkedAccounts.map(({ application }) => application)
  return [
    ...linkedAccounts.flatMap(({ application, provider, scopes }) => {
      const row = `the linked accounts of ${application} at ${provider}`
      if (!known.has(application)) return [`${row}: there is no such application`]
      return [
        ...(users.includes(application)
          ? []
          : [`${row}: it does not ask for ${VAULT.application}/${VAULT.scope}`]),
        ...(scopes.length > 0 ? [] : [`${row}: no scope`]),
        ...repeated(scopes).map((scope) => `${row}: the scope ${scope} is there twice`),
      ]
    }),
    // A caller is known by its application id alone: two rows would leave open which one is meant.
    ...repeated(listed).map((application) => `${application} has two rows of linked accounts`),
    ...users
      .filter((name) => !listed.includes(name))
      .map((name) => `${name} asks for ${VAULT.application}/${VAULT.scope} and has no linked accounts`),
  ]
}

/** A code that lands on another origin is somebody else's to redeem. */
function webFaults(applications: Registrations['applications']): string[] {
  return applications.flatMap(({ name, url = '', web, spa, publicClient, isFallbackPublicClient }) => [
    ...(web?.redirectUris ?? [])
      .filter((uri) => !URL.canParse(url) || new URL(uri).origin !== new URL(url).origin)
      .map((uri) => `${name} is sent back to ${uri}, which is not at its own origin`),
    // Entra ID ignores the port of exactly this host; 127.0.0.1 would have to be registered with one.
    ...(publicClient?.redirectUris ?? [])
      .filter((uri) => new URL(uri).origin !== 'http://localhost')
      .map((uri) => `${name} is sent back to ${uri}, which is not loopback without a port`),
    // Entra ID would let whoever says its client id in by device code and by password: a page has a browser already.
    ...(spa && isFallbackPublicClient
      ? [`${name} is a page, and would be let in by device code and by password`]
      : []),
    ...(web && (spa || isFallbackPublicClient)
      ? [`${name} is a web application, which has a key, and a public client, which has none`]
      : []),
  ])
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
