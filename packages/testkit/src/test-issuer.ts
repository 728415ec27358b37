import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'

export interface TokenRequest {
  audience: string
  /** Space separated; absent: an app-only token. */
  scp?: string
  oid?: string
  azp?: string
  /** Thumbprint of the key that the token is bound to. */
  jkt?: string
  acrs?: string[]
  xms_cc?: string[]
  /** Seconds from now. */
  expiresIn?: number
  /** Laid over everything else; `undefined` removes a claim. */
  claims?: Record<string, unknown>
}

export interface SecurityEventRequest {
  /** The receiver's application id. */
  audience: string
  /** Name (`session-revoked`), or the whole URI. */
  type: string
  /** Absent: about the whole tenant. */
  oid?: string
  /** Members of the event; `undefined` removes one. */
  event?: Record<string, unknown>
  /** Laid over everything else; `undefined` removes a claim. */
  claims?: Record<string, unknown>
  header?: Partial<JWTHeaderParameters>
}

export interface TestIssuer {
  issuer: string
  tenant: string
  jwks: JSONWebKeySet
  keys: JWTVerifyGetKey
  /** Signs any claims with the issuer's key: for tokens that Entra would never write. */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>
  /** An access token shaped as Entra's v2. */
  token(request: TokenRequest): Promise<string>
  /** A Security Event Token as the Shared Signals Framework has it, about what happens this second. */
  securityEvent(request: SecurityEventRequest): Promise<string>
}

const EVENT_TYPES = 'https://schemas.openid.net/secevent'
const RISC = new Set(['account-disabled', 'account-enabled'])

function eventType(name: string): string {
  if (name.includes(':')) return name
  if (name === 'verification') return `${EVENT_TYPES}/ssf/event-type/verification`
  return `${EVENT_TYPES}/${RISC.has(name) ? 'risc' : 'caep'}/event-type/${name}`
}

const TENANT = '11111111-2222-4333-8444-555555555555'
export const ALICE = 'aaaaaaaa-0000-4000-8000-000000000001'
export const BOB = 'aaaaaaaa-0000-4000-8000-000000000002'

/** An issuer with a real RS256 key. Each call makes another one: a second issuer is an attacker's. */
export async function createTestIssuer({
  tenant = TENANT,
  issuer = `http://localhost:4490/${tenant}/v2.0`,
  kid = 'test-key',
}: { tenant?: string; issuer?: string; kid?: string } = {}): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] }
  const sign = (claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header }).sign(privateKey)

  return {
    issuer,
    tenant,
    jwks,
    keys: createLocalJWKSet(jwks),
    sign,
    token({ audience, scp, oid = ALICE, azp = 'test-client', jkt, acrs, xms_cc, expiresIn = 3600, claims }) {
      const now = Math.floor(Date.now() / 1000)
      return sign({
        iss: issuer,
        aud: audience,
        iat: now,
        nbf: now,
        exp: now + expiresIn,
        tid: tenant,
        oid,
        sub: `pairwise-${oid}-${audience}`,
        azp,
        azpacr: '2',
        uti: crypto.randomUUID(),
        ver: '2.0',
        ...(scp === undefined ? { idtyp: 'app' } : { scp, idtyp: 'user' }),
        ...(jkt === undefined ? {} : { cnf: { jkt } }),
        ...(acrs === undefined ? {} : { acrs }),
        ...(xms_cc === undefined ? {} : { xms_cc }),
        ...claims,
      })
    },
    securityEvent({ audience, type, oid, event = {}, claims, header = {} }) {
      const now = Math.floor(Date.now() / 1000)
      const user = oid === undefined ? {} : { user: { format: 'opaque', id: oid } }
      return sign(
        {
          iss: issuer,
          aud: audience,
          jti: crypto.randomUUID(),
          iat: now,
          sub_id: { format: 'complex', tenant: { format: 'opaque', id: tenant }, ...user },
          events: { [eventType(type)]: { event_timestamp: now + 1, initiating_entity: 'admin', ...event } },
          ...claims,
        },
        { typ: 'secevent+jwt', ...header },
      )
    },
  }
}
