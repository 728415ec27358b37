import { readFileSync } from 'node:fs'
import * as z from 'zod'

/**
 * `infra/entra/registrations.json`: the one source of the applications, their scopes and what they may ask
 * of each other. Property names are those of Microsoft Graph's `application` resource; references between
 * applications are by name.
 */
const Permission = z.strictObject({ application: z.string(), scopes: z.array(z.string()) })

/** What an application may ask for: `scopes` in a person's name, `roles` in its own (client_credentials). */
const Access = z.strictObject({
  application: z.string(),
  scopes: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
})

const Scope = z.strictObject({
  id: z.guid(),
  value: z.string(),
  type: z.literal('User'),
  adminConsentDescription: z.string(),
  userConsentDescription: z.string(),
})

/** Of an application, or of a person whom the tenant's administrator assigns to it (`roles` of their tokens). */
const AppRole = z.strictObject({
  id: z.guid(),
  value: z.string(),
  allowedMemberTypes: z.array(z.enum(['Application', 'User'])),
  displayName: z.string(),
  description: z.string(),
})

export const Application = z.strictObject({
  name: z.string(),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal('resource')]),
  /** Of the mock's tenant alone: nothing is generated from it for a real one. */
  mockOnly: z.boolean().optional(),
  displayName: z.string(),
  appId: z.guid(),
  /** Canonical origin. Absent: it runs on people's own machines, and nobody reaches it over a network. */
  url: z.url().optional(),
  /** Canonical URL of the protected resource, where it has a path. */
  resource: z.url().optional(),
  isFallbackPublicClient: z.boolean().optional(),
  identifierUris: z.array(z.url()).default([]),
  spa: z.strictObject({ redirectUris: z.array(z.url()) }).optional(),
  /** Of a native application: `http://localhost` means every port of loopback (RFC 8252 §7.3). */
  publicClient: z.strictObject({ redirectUris: z.array(z.url()) }).optional(),
  /** Where people sign in to a confidential client's own pages. */
  web: z.strictObject({ redirectUris: z.array(z.url()) }).optional(),
  api: z
    .strictObject({
      requestedAccessTokenVersion: z.literal(2),
      oauth2PermissionScopes: z.array(Scope),
      knownClientApplications: z.array(z.string()).default([]),
      preAuthorizedApplications: z.array(Permission).default([]),
    })
    .optional(),
  appRoles: z.array(AppRole).default([]),
  optionalClaims: z.strictObject({ accessToken: z.array(z.strictObject({ name: z.string() })) }).optional(),
  requiredResourceAccess: z.array(Access).default([]),
})
export type Application = z.infer<typeof Application>
/** An application with an address. */
export type ServiceApplication = Application & { url: string }

/** Microsoft Graph's `authenticationContextClassReference`: c1 to c99, chosen by the tenant's administrator. */
const AuthenticationContext = z.strictObject({
  id: z.string().regex(/^c[1-9]\d?$/),
  displayName: z.string(),
})
export type AuthenticationContext = z.infer<typeof AuthenticationContext>

/**
 * The token vault's access control list: which application may have its users' accounts at which provider, and at most
 * with which of the provider's scopes. One row for each application; nobody else gets anything.
 */
const LinkedAccount = z.strictObject({
  application: z.string(),
  provider: z.string().regex(/^[a-z][a-z-]*$/),
  scopes: z.array(z.string()).min(1),
})
export type LinkedAccount = z.infer<typeof LinkedAccount>

export const Registrations = z.strictObject({
  tenant: z.strictObject({ id: z.guid(), displayName: z.string() }),
  authority: z.url(),
  /** By the name that policies use for them: the ids differ from tenant to tenant. */
  authenticationContexts: z.record(z.string().regex(/^[a-z][a-z-]*$/), AuthenticationContext),
  linkedAccounts: z.array(LinkedAccount).default([]),
  applications: z.array(Application),
})
export type Registrations = z.infer<typeof Registrations>

const file = new URL('../../../infra/entra/registrations.json', import.meta.url)
let known: Registrations | undefined

/** What `infra/entra/registrations.json` says, read once. @throws ZodError for a file that is not one */
export function registrations(): Registrations {
  known ??= Registrations.parse(JSON.parse(readFileSync(file, 'utf8')))
  return known
}

/** The tenant's authentication contexts by the name that policies use for them. */
export function authenticationContexts(): Readonly<Record<string, AuthenticationContext>> {
  return registrations().authenticationContexts
}

/** The token vault's access control list. */
export function linkedAccounts(): readonly LinkedAccount[] {
  return registrations().linkedAccounts
}

/** A service. @throws Error when no application of that name, with an address, is registered */
export function registration(name: string): ServiceApplication {
  const { url, ...found } = localRegistration(name)
  if (url === undefined) throw new Error(`${name} has no url in infra/entra/registrations.json`)
  return { ...found, url }
}

/** Any application; those that run on people's own machines have no address. @throws Error when there is none */
export function localRegistration(name: string): Application {
  const found = registrations().applications.find((application) => application.name === name)
  if (found === undefined) throw new Error(`${name} is not in infra/entra/registrations.json`)
  return found
}

/** The client ids of the applications that may ask for delegated permissions of `name`. */
export function clientsOf(name: string): string[] {
  return clientIds(name, ({ scopes }) => scopes.length > 0)
}

/** The client ids of the applications that have the application permission `role` of `name`. */
export function applicationsWithRole(name: string, role: string): string[] {
  return clientIds(name, ({ roles }) => roles.includes(role))
}

function clientIds(name: string, grants: (access: z.infer<typeof Access>) => boolean): string[] {
  return registrations()
    .applications.filter((client) =>
      client.requiredResourceAccess.some((access) => access.application === name && grants(access)),
    )
    .map((client) => client.appId)
}
