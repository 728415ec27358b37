import { hash } from 'node:crypto'
import {
  calculateJwkThumbprint,
  EmbeddedJWK,
  importJWK,
  jwtVerify,
  type CryptoKey,
  type JWTVerifyGetKey,
} from 'jose'

type Verify = (proof: string, accessToken: string) => Promise<string>

/** A DPoP proof verified by jose, with the key imported each time, as jose's own `EmbeddedJWK` does. */
export const joseDpop: Verify = (proof, accessToken) => verify(proof, accessToken, EmbeddedJWK)

/** The same with the imported keys kept by thumbprint. */
export function joseDpopWithKeys(): Verify {
  const keys = new Map<string, Promise<CryptoKey>>()
  const known: JWTVerifyGetKey = async ({ jwk }) => {
    const jkt = await calculateJwkThumbprint(jwk!)
    const key = keys.get(jkt) ?? (importJWK(jwk!, 'ES256') as Promise<CryptoKey>)
    keys.set(jkt, key)
    return key
  }
  return (proof, accessToken) => verify(proof, accessToken, known)
}

async function verify(proof: string, accessToken: string, keys: JWTVerifyGetKey): Promise<string> {
  const { payload, protectedHeader } = await jwtVerify(proof, keys, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    maxTokenAge: 60,
    requiredClaims: ['jti', 'htm', 'htu', 'ath'],
  })
  if (payload['ath'] !== hash('sha256', accessToken, 'base64url')) throw new Error('ath')
  return calculateJwkThumbprint(protectedHeader.jwk!)
}
