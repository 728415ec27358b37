/** Every URL of the tenant. From configuration only: a Host header is the caller's own text. */
export interface TenantUrls {
  origin: string
  issuer: string
  authorize: string
  token: string
  /** Device authorization endpoint (RFC 8628 §3.1). */
  deviceCode: string
  /** What a device tells a person to open: short, for it is typed. */
  verification: string
  /** The page behind it. */
  deviceAuth: string
  logout: string
  keys: string
  /** Where the pages' forms post to. */
  signIn: string
  consent: string
  mfa: string
  confirm: string
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
    deviceCode: `${tenant}/oauth2/v2.0/devicecode`,
    verification: `${origin}/devicelogin`,
    deviceAuth: `${tenant}/oauth2/deviceauth`,
    logout: `${tenant}/oauth2/v2.0/logout`,
    keys: `${tenant}/discovery/v2.0/keys`,
    signIn: `${tenant}/login`,
    consent: `${tenant}/consent`,
    mfa: `${tenant}/mfa`,
    confirm: `${tenant}/confirm`,
    signals: `${tenant}/ssf`,
  }
}
