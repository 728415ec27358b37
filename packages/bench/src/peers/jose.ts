import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { Facts } from '../issuer.ts'

/** jose alone, with the options that a careful caller gives. */
export function joseAlone({
  jwk,
  issuer,
  audience,
  algorithm,
}: Facts): (token: string) => Promise<JWTPayload> {
  const keys = createLocalJWKSet({ keys: [jwk] })
  const options = {
    issuer,
    audience,
    algorithms: [algorithm],
    typ: 'JWT',
    requiredClaims: ['exp', 'iat', 'aud', 'iss', 'sub'],
  }
  return async (token) => (await jwtVerify(token, keys, options)).payload
}
