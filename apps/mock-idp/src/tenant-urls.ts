/** Every URL of the tenant. From configuration only: a Host header is the caller's own text. */
export interface TenantUrls {
  origin: string
  issuer: string
  authorize: string
  token: string
  logout: string
  keys: string
  /** Where the pages' forms post to. */
  signIn: string
  consent: string
  mfa: string
  /** Base of the security event streams. */
  signals: string
}

/** @param issuer `<origin>/<tenant>/v2.0` */
export function tenantUrls(issuer: string): TenantUrls {
  const { origin } = new URL(issuer)
  const tenant = issuer.slice(0, -'/v2.0'.length)
  return {
    origin,
    issuer,
    authorize: `${tenant}/oauth2/v2.0/authorize`,
    token: `${tenant}/oauth2/v2.0/token`,
    logout: `${tenant}/oauth2/v2.0/logout`,
    keys: `${tenant}/discovery/v2.0/keys`,
    signIn: `${tenant}/login`,
    consent: `${tenant}/consent`,
    mfa: `${tenant}/mfa`,
    signals: `${tenant}/ssf`,
  }
}
