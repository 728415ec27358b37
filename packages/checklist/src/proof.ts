/** DPoP proofs, the wrong ones included: auth-core's own client makes right ones only. */
import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK, type CryptoKey } from 'jose'

export interface ProofKey {
  privateKey: CryptoKey
  /** Public half. */
  jwk: JWK
  /** Both halves: what must never be in a proof. */
  privateJwk: JWK
  jkt: string
}

export async function createProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const [jwk, privateJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)])
  return { privateKey, jwk, privateJwk, jkt: await calculateJwkThumbprint(jwk) }
}

export interface ProofRequest {
  method: string
  url: string
  token: string | undefined
  nonce: string | undefined
}

/** Claims of a right proof (RFC 9449 §4.2). */
export function proofClaims({ method, url, token, nonce }: ProofRequest): Record<string, unknown> {
  const { origin, pathname } = new URL(url)
  return {
    jti: randomUUID(),
    htm: method,
    htu: origin + pathname,
    iat: Math.floor(Date.now() / 1000),
    ath: token === undefined ? undefined : createHash('sha256').update(token).digest('base64url'),
    nonce,
  }
}

/** Signs any claims under any header; the signature itself is right. */
export function signProof(
  key: ProofKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const protectedHeader = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...header }
  return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key.privateKey)
}
