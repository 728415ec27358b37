import { generateKeyPairSync, hash, randomUUID, sign, type KeyObject } from 'node:crypto'

/** A client that makes DPoP proofs (RFC 9449 §4.2) as fast as OpenSSL can. */
export interface Prover {
  jkt: string
  publicKey: KeyObject
  prove(request: ProofFor): string
}

export interface ProofFor {
  method: string
  url: string
  accessToken: string
  nonce?: string | undefined
}

export function createProver(): Prover {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const jwk = { kty, crv, x, y }
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk })
  return {
    jkt: hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url'),
    publicKey,
    prove({ method, url, accessToken, nonce }) {
      const claims = {
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(Date.now() / 1000),
        ath: hash('sha256', accessToken, 'base64url'),
        ...(nonce === undefined ? {} : { nonce }),
      }
      const input = `${header}.${encode(claims)}`
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${input}.${signature.toString('base64url')}`
    },
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
