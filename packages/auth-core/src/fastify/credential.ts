import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../refusal.ts'
import { Secret } from '../secret.ts'

export interface Credential {
  scheme: 'dpop' | 'bearer'
  token: Secret
}

/**
 * Reads the access token from the Authorization header, its only place (RFC 6750 §2.1, RFC 9449 §7.1).
 * @param rawHeaders names and values as received (`IncomingMessage.rawHeaders`)
 * @throws Refusal `credential_missing`, `credential_malformed`, `credential_in_query`
 */
export function readCredential(
  headers: IncomingHttpHeaders,
  query: unknown,
  rawHeaders: readonly string[] = [],
): Credential {
  // A token in a URL ends up in histories, referrers and access logs (RFC 9700 §4.3.2).
  if (typeof query === 'object' && query !== null && 'access_token' in query) {
    throw new Refusal('credential_in_query')
  }
  const header = headers.authorization
  if (header === undefined) throw new Refusal('credential_missing')
  // Node keeps the first of two fields and says nothing; a proxy before us may have looked at the second.
  if (rawHeaders.filter((name, at) => at % 2 === 0 && /^authorization$/i.test(name)).length > 1) {
    throw new Refusal('credential_malformed', { detail: 'two Authorization fields' })
  }
  const match = /^(dpop|bearer) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)
  if (match === null) throw new Refusal('credential_malformed')
  return { scheme: match[1]!.toLowerCase() as Credential['scheme'], token: new Secret(match[2]!) }
}
