import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import type { PageConfig } from '../page-config.ts'

export interface TokenRequest {
  scopes: string[]
  resource?: string
  extraQueryParameters: Record<string, string>
}

/** What is the same in every request for Token A. `dpop_jkt` binds the code to the key (RFC 9449 §10). */
export function tokenRequest(config: PageConfig, key: DpopKey | undefined): TokenRequest {
  return {
    scopes: config.scopes,
    ...(config.resource === undefined ? {} : { resource: config.resource }),
    extraQueryParameters: key === undefined ? {} : { dpop_jkt: key.jkt },
  }
}
