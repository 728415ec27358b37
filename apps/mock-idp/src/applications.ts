import type { Application, Registrations } from '@chain-of-trust/service-kit'

export type { Application }

/** The registered applications, found in the three ways in which requests name them. */
export interface Applications {
  all: readonly Application[]
  byId(appId: string): Application | undefined
  byName(name: string): Application | undefined
  /** By App ID URI, or by the bare GUID as in `<guid>/.default`. */
  byIdentifier(identifier: string): Application | undefined
  /** Origins of the single-page applications: who may read the token endpoint's answers (CORS). */
  spaOrigins: readonly string[]
}

export function indexApplications({ applications }: Pick<Registrations, 'applications'>): Applications {
  const byId = new Map(applications.map((application) => [application.appId, application]))
  const byName = new Map(applications.map((application) => [application.name, application]))
  const byIdentifier = new Map(
    applications.flatMap((application) =>
      [...application.identifierUris, application.appId].map(
        (identifier) => [identifier, application] as const,
      ),
    ),
  )
  return {
    all: applications,
    byId: (appId) => byId.get(appId.toLowerCase()),
    byName: (name) => byName.get(name),
    byIdentifier: (identifier) => byIdentifier.get(identifier),
    spaOrigins: [...new Set(applications.flatMap(originsOf))],
  }
}

/** Origins from which a single-page application may redeem its codes and refresh tokens. */
export function originsOf(application: Application): string[] {
  return [...new Set((application.spa?.redirectUris ?? []).map((uri) => new URL(uri).origin))]
}

/** Of both kinds; what a code is worth afterwards differs: see `enforceOrigin` and `authenticateClient`. */
export function redirectUrisOf({ spa, web }: Application): readonly string[] {
  return [...(spa?.redirectUris ?? []), ...(web?.redirectUris ?? [])]
}

/** A public client cannot keep a key, so it must not present one (AADSTS700025). */
export function isPublicClient(application: Application): boolean {
  return application.spa !== undefined || application.isFallbackPublicClient === true
}

/** Runs on a person's own machine: it listens on loopback, or is signed in by a code. */
export function isNative({ publicClient }: Application): boolean {
  return publicClient !== undefined
}

/** Short names of the delegated permissions that a resource has. */
export function scopesOf(resource: Application): string[] {
  return (resource.api?.oauth2PermissionScopes ?? []).map((scope) => scope.value)
}

/** Does the resource list this optional claim for its access tokens? */
export function wantsClaim(resource: Application, claim: string): boolean {
  return (resource.optionalClaims?.accessToken ?? []).some(({ name }) => name === claim)
}
