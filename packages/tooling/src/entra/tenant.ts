/**
 * What a tenant must hold, in one form for everybody who says it: the registrations, the mock, Bicep, Terraform, and the
 * real tenant. Applications are named as in the registrations; ids that only the tenant knows are gone.
 */
import type { Application, Registrations } from '@chain-of-trust/service-kit/registrations'

export interface Tenant {
  applications: Record<string, TenantApplication>
  /** By id, `c1` to `c99`. */
  authenticationContexts: Record<string, { displayName: string }>
  /** By display name. */
  policies: Record<string, TenantPolicy>
}

export interface TenantApplication {
  displayName: string
  /** Absent where nobody asks for its tokens. */
  requestedAccessTokenVersion?: number
  isFallbackPublicClient: boolean
  /** With the registered origins, whatever origins the tenant's have. */
  identifierUris: string[]
  redirectUris: { spa: string[]; publicClient: string[]; web: string[] }
  /** By value. */
  scopes: Record<string, { id: string; type: string; admin: string; user: string }>
  /** Application permissions by value. */
  roles: Record<string, { id: string; displayName: string; description: string; members: string[] }>
  /** Names, of the access token's. */
  optionalClaims: string[]
  knownClients: string[]
  /** By client: scopes that need no consent. */
  preAuthorized: Record<string, string[]>
  /** By resource: what it may ask for. */
  permissions: Record<string, { scopes: string[]; roles: string[] }>
  /** How it proves itself, beyond its name. */
  credentials: string[]
  /** By resource: what an administrator consents to in everybody's name, and when. */
  grants: Record<string, { scopes: string[]; when: 'always' | 'if wanted' }>
}

/** What it demands of whom: `mfa` of everybody who asks for one of the contexts. */
export interface TenantPolicy {
  authenticationContexts: string[]
  users: string[]
  controls: string[]
}

export const CREDENTIALS = ['certificate', 'kubernetes service account']

/**
 * The applications that a real tenant gets: all but what is marked as the mock's alone, and what the mock's own authority
 * serves, the security events, which Entra ID does not send to anybody's own applications. Whoever may ask for those may
 * not here.
 */
export function applicationsOf({ authority, applications }: Registrations): Application[] {
  const kept = applications.filter(({ url, mockOnly }) => url !== authority && mockOnly !== true)
  const names = new Set(kept.map(({ name }) => name))
  return kept.map((application) => ({
    ...application,
    requiredResourceAccess: application.requiredResourceAccess.filter((access) =>
      names.has(access.application),
    ),
  }))
}

/** A confidential client: it asks for tokens or signs people in, and can keep a key. */
export function isConfidential(application: Application): boolean {
  const { isFallbackPublicClient, spa, web, requiredResourceAccess } = application
  return !isFallbackPublicClient && !spa && (web !== undefined || requiredResourceAccess.length > 0)
}

/** The tenant that the registrations describe. */
export function describedTenant(registrations: Registrations): Tenant {
  const contexts = Object.values(registrations.authenticationContexts)
  return {
    applications: Object.fromEntries(
      applicationsOf(registrations).map((application) => [application.name, described(application)]),
    ),
    authenticationContexts: Object.fromEntries(contexts.map(({ id, displayName }) => [id, { displayName }])),
    policies: Object.fromEntries(
      contexts.map(({ id, displayName }) => [
        policyName(displayName),
        { authenticationContexts: [id], users: ['All'], controls: ['mfa'] },
      ]),
    ),
  }
}

/** One policy for each context, so that an administrator can ask for more where more is at stake. */
export function policyName(context: string): string {
  return `Require MFA: ${context}`
}

function described(application: Application): TenantApplication {
  const { displayName, api, appRoles, spa, publicClient, web, requiredResourceAccess } = application
  return {
    displayName,
    ...(api && { requestedAccessTokenVersion: api.requestedAccessTokenVersion }),
    isFallbackPublicClient: application.isFallbackPublicClient ?? false,
    identifierUris: application.identifierUris,
    redirectUris: {
      spa: spa?.redirectUris ?? [],
      publicClient: publicClient?.redirectUris ?? [],
      web: web?.redirectUris ?? [],
    },
    scopes: Object.fromEntries(
      (api?.oauth2PermissionScopes ?? []).map((scope) => [
        scope.value,
        {
          id: scope.id,
          type: scope.type,
          admin: scope.adminConsentDescription,
          user: scope.userConsentDescription,
        },
      ]),
    ),
    roles: Object.fromEntries(
      appRoles.map(({ id, value, displayName: name, description, allowedMemberTypes }) => [
        value,
        { id, displayName: name, description, members: allowedMemberTypes },
      ]),
    ),
    optionalClaims: (application.optionalClaims?.accessToken ?? []).map(({ name }) => name),
    knownClients: api?.knownClientApplications ?? [],
    preAuthorized: Object.fromEntries(
      (api?.preAuthorizedApplications ?? []).map(({ application: client, scopes }) => [client, scopes]),
    ),
    permissions: Object.fromEntries(
      requiredResourceAccess.map(({ application: resource, scopes, roles }) => [resource, { scopes, roles }]),
    ),
    credentials: isConfidential(application) ? CREDENTIALS : [],
    grants: Object.fromEntries(grantsOf(application)),
  }
}

/**
 * A middle tier has no page on which to ask, so the administrator consents for it, to just what it may ask for. What a
 * person's own program may do is the person's to say, unless the administrator wants otherwise.
 */
export function grantsOf(
  application: Application,
): [string, { scopes: string[]; when: 'always' | 'if wanted' }][] {
  const when = isConfidential(application) ? 'always' : 'if wanted'
  return application.requiredResourceAccess
    .filter(({ scopes }) => scopes.length > 0)
    .map(({ application: resource, scopes }) => [resource, { scopes, when }])
}

/** What an `application` object alone says: consents and federated credentials are objects of their own. */
export function withoutConsents(
  applications: Tenant['applications'],
): Record<string, Omit<TenantApplication, 'grants' | 'credentials'>> {
  return Object.fromEntries(
    Object.entries(applications).map(([name, { grants: _grants, credentials: _credentials, ...rest }]) => [
      name,
      rest,
    ]),
  )
}
