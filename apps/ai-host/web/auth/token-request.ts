import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'

export interface TokenRequest {
  scopes: string[]
  resource?: string
  extraQueryParameters: Record<string, string>
}

/** One resource, as token requests name it. */
export interface Requested {
  /** Full names. */
  scopes: string[]
  /** RFC 8707, where the identity provider takes it. */
  resource?: string | undefined
}

/** What is the same in every request for a token of one resource. `dpop_jkt` binds the code to the key (RFC 9449 §10). */
export function tokenRequest({ scopes, resource }: Requested, key: DpopKey | undefined): TokenRequest {
  return {
    scopes,
    ...(resource === undefined ? {} : { resource }),
    extraQueryParameters: key === undefined ? {} : { dpop_jkt: key.jkt },
  }
}
