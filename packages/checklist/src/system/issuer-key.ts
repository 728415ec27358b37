import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importJWK, SignJWT, type JWK } from 'jose'
import type { LiveSystem } from './live-system.ts'

/** The key with which the running authorization server signs at present. */
export function issuerKey(stateDir: string): Pick<LiveSystem, 'sign' | 'publicKey'> {
  const read = async () => {
    const file = await readFile(join(stateDir, 'mock-idp', 'signing-keys.json'), 'utf8')
    return (JSON.parse(file) as { current: { kid: string; jwk: JWK } }).current
  }
  return {
    async sign(claims, header = {}) {
      const { kid, jwk } = await read()
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header })
        .sign(await importJWK(jwk, 'RS256'))
    },
    async publicKey() {
      const { kty, n, e } = (await read()).jwk
      return createPublicKey({ key: { kty: kty!, n: n!, e: e! }, format: 'jwk' })
        .export({ type: 'spki', format: 'pem' })
        .toString()
    },
  }
}
