import type { Application } from '../applications.ts'
import type { TokenParameters } from '../client-authentication.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Authorization } from '../tokens/token-response.ts'

/** A token request whose sender is known. */
export interface TokenRequest {
  parameters: TokenParameters
  client: Application
  /** The key that the sender has proven to hold. */
  jkt: string | undefined
}

/** Establishes what a grant is worth, and uses it up. @throws EntraError */
export type Grant = (idp: IdentityProvider, request: TokenRequest) => Promise<Authorization>

/** @throws EntraError `parameter_missing` */
export function required(parameters: TokenParameters, parameter: string): string {
  const value = parameters[parameter]
  if (value === undefined || value === '') throw new EntraError('parameter_missing', { fill: { parameter } })
  return value
}
