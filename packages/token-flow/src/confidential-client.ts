import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'

/** A tier's own identity at the authorization server: a certificate, never a shared secret. */
export interface ConfidentialClient {
  clientId: string
  tenantId: string
  issuer: string
  tokenEndpoint: string
  /** PEM, and SHA-256 of the DER certificate in hex. */
  key: { privateKey: string; thumbprintSha256: string }
  /** This process's own key: each tier's tokens are bound to that tier. Absent: bearer tokens. */
  dpopKey?: DpopKey | undefined
  /** Name the resource in each exchange (RFC 8707). Off: the scopes alone say it. */
  resourceIndicators?: boolean
  fetch?: (input: string, init?: RequestInit) => Promise<Response>
}
