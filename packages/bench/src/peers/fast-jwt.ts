import { createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import type { Facts } from '../issuer.ts'

/** fast-jwt with the checks that it knows of those that we make. */
export function fastJwt({ jwk, issuer, audience, algorithm }: Facts, { cache }: { cache: boolean }) {
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  return createVerifier({
    key: pem,
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    requiredClaims: ['exp', 'iat', 'aud', 'iss', 'sub'],
    cache,
  }) as (token: string) => unknown
}
