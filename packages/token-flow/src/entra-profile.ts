import { entraV2, type TokenProfile } from '@chain-of-trust/auth-core'

/** The part of a service's configuration that says whose tokens it accepts. */
export interface Audience {
  issuer: string
  tenant: string
  /** The service's own application id. */
  audience: string
  /** The applications that may call it (`azp`). */
  clients: readonly string[]
}

/** Entra v2 access tokens: RS256, `typ` JWT (not RFC 9068's `at+jwt`). */
export function entraProfile({ tenant, ...audience }: Audience): TokenProfile {
  return entraV2({ ...audience, tenants: [tenant] })
}
