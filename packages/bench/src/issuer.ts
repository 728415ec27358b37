import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { entraV2, type KeySource, type TokenProfile } from '@chain-of-trust/auth-core'
import { createLocalJWKSet, SignJWT, type JWK } from 'jose'

export type Algorithm = 'RS256' | 'ES256'

/** What a process needs to know of an issuer in order to verify its tokens: plain data. */
export interface Facts {
  issuer: string
  tenant: string
  audience: string
  client: string
  algorithm: Algorithm
  jwk: JWK & { kid: string }
}

/** An issuer of access tokens as large as Entra's: the payload has 1.2 kB. */
export interface Issuer extends Facts {
  /** A token that `profileOf` accepts, valid for a day. */
  token(claims?: Record<string, unknown>): Promise<string>
}

export const TENANT = '11111111-2222-4333-8444-555555555555'
const ISSUER = `https://login.example/${TENANT}/v2.0`
const AUDIENCE = 'a1b00000-0000-4000-8000-00000000e001'
const CLIENT = 'a1b00000-0000-4000-8000-00000000e002'
export const SCOPE = 'Ledger.Read'
const PAYLOAD_BYTES = 1240

export function createIssuer(algorithm: Algorithm): Issuer {
  const { privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = 'bench'
  const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' })
  return {
    issuer: ISSUER,
    tenant: TENANT,
    audience: AUDIENCE,
    client: CLIENT,
    algorithm,
    jwk: { ...(publicJwk as JWK), kid, alg: algorithm, use: 'sig' },
    token: (claims) =>
      new SignJWT(entraPayload(claims))
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid })
        .sign(privateKey),
  }
}

/** What our verifier is told. */
export function profileOf({ issuer, tenant, audience, client, algorithm }: Facts): TokenProfile {
  return { ...entraV2({ issuer, tenants: [tenant], audience, clients: [client] }), algorithms: [algorithm] }
}

export function keysOf({ jwk }: Facts): KeySource {
  return createLocalJWKSet({ keys: [jwk] })
}

function entraPayload(claims: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    aud: AUDIENCE,
    iss: ISSUER,
    iat: now,
    nbf: now,
    exp: now + 86_400,
    acct: 0,
    acrs: ['p1', 'c1'],
    azp: CLIENT,
    azpacr: '2',
    idtyp: 'user',
    oid: randomUUID(),
    rh: '1.AXAAEREREREiQ4QzVFVVVVVVVQAAAAAAAAAAwAAAAAAAAABwAA.',
    scp: SCOPE,
    sid: randomUUID(),
    sub: randomUUID(),
    tid: TENANT,
    uti: randomUUID(),
    ver: '2.0',
    xms_cc: ['CP1'],
    xms_ftd: randomUUID(),
    ...claims,
    groups: [] as string[],
  }
  while (JSON.stringify(payload).length < PAYLOAD_BYTES - 20) payload.groups.push(randomUUID())
  return payload
}
