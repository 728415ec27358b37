import { dpopKeyFrom, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import type { SealedCache } from '../cache/sealed-cache.ts'

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ROW = 'dpop-key'

interface Jwk {
  kty: string
  crv: string
  x: string
  y: string
  d: string
}

/**
 * The key that every token of this machine is bound to. It outlives the process, because the refresh token is bound to
 * it too (RFC 9449 §5); it is kept as the tokens are, and only this process's memory holds it in clear. Call it while no
 * other process does.
 */
export async function loadDpopKey(cache: SealedCache): Promise<DpopKey> {
  const kept = await cache.read(ROW)
  if (kept !== undefined) return importKey(JSON.parse(kept) as Jwk)
  const { privateKey } = await crypto.subtle.generateKey(ES256, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', privateKey)) as Jwk
  await cache.write(ROW, JSON.stringify({ kty, crv, x, y, d }))
  return importKey({ kty, crv, x, y, d })
}

/** The private half can sign, and cannot be exported again. */
async function importKey({ kty, crv, x, y, d }: Jwk): Promise<DpopKey> {
  return dpopKeyFrom({
    privateKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, ES256, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, true, ['verify']),
  })
}
