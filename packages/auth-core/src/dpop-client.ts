/**
 * The client half of DPoP (RFC 9449), for the browser and for Node: WebCrypto and fetch, nothing else.
 *
 * msal-node has no DPoP, msal-browser's own is https-only and without nonces; this module gives both the
 * same sender constraint. Remove it when MSAL's is enough: it is used behind two functions only.
 */
import type { Secret } from './secret.ts'

type CryptoKey = Parameters<typeof crypto.subtle.sign>[1]
export interface CryptoKeyPair {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

export interface DpopKey {
  /** Structured-clonable; the private half is not extractable. */
  readonly pair: CryptoKeyPair
  /** Public key as it stands in each proof. */
  readonly jwk: { kty: string; crv: string; x: string; y: string }
  /** RFC 7638 thumbprint, base64url: the token's `cnf.jkt`. */
  readonly jkt: string
}

type Fetch = (input: string, init?: RequestInit) => Promise<Response>

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const utf8 = new TextEncoder()

/** A new ES256 key whose private half can sign but never leave this process or browser profile. */
export async function createDpopKey(): Promise<DpopKey> {
  return dpopKeyFrom(await crypto.subtle.generateKey(ES256, false, ['sign', 'verify']))
}

/** The same key again, from a pair kept in IndexedDB. */
export async function dpopKeyFrom(pair: CryptoKeyPair): Promise<DpopKey> {
  const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as DpopKey['jwk']
  const jwk = { kty, crv, x, y }
  return { pair, jwk, jkt: await sha256(JSON.stringify({ crv, kty, x, y })) }
}

export interface ProofTarget {
  method: string
  /** Absolute; query and fragment are dropped (`htu`, RFC 9449 §4.2). */
  url: string
  /** Adds `ath`, which ties the proof to this token. */
  accessToken?: string
  nonce?: string | undefined
}

/** One DPoP proof JWT, valid for one request (RFC 9449 §4.2). */
export async function dpopProof(key: DpopKey, target: ProofTarget): Promise<string> {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }
  const payload = {
    jti: crypto.randomUUID(),
    htm: target.method,
    htu: htuOf(target.url),
    iat: Math.floor(Date.now() / 1000),
    ...(target.accessToken === undefined ? {} : { ath: await sha256(target.accessToken) }),
    ...(target.nonce === undefined ? {} : { nonce: target.nonce }),
  }
  const input = `${base64url(utf8.encode(JSON.stringify(header)))}.${base64url(utf8.encode(JSON.stringify(payload)))}`
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key.pair.privateKey,
    utf8.encode(input),
  )
  return `${input}.${base64url(new Uint8Array(signature))}`
}

/**
 * `api://GUID` has no origin: `URL` says `null` and an empty path for each of them, and the proof for one would pass
 * at every other. Such a URI stands for itself.
 */
function htuOf(uri: string): string {
  const { origin, pathname } = new URL(uri)
  return origin === 'null' ? uri.replace(/[?#].*$/s, '') : origin + pathname
}

export interface DpopRequestInit extends RequestInit {
  /** Sent as `Authorization: DPoP …`, never as Bearer. */
  accessToken?: Secret | string
}

/**
 * A fetch that proves possession of `key` on each request, remembers each origin's `DPoP-Nonce`, and
 * answers `use_dpop_nonce` once (RFC 9449 §8, §9). The body must be replayable: not a stream.
 */
export function dpopFetch(key: DpopKey, { fetch = globalFetch }: { fetch?: Fetch } = {}) {
  const nonces = new Map<string, string>()

  return async (input: string | URL, { accessToken, ...init }: DpopRequestInit = {}): Promise<Response> => {
    const url = new URL(input)
    const token = typeof accessToken === 'string' ? accessToken : accessToken?.reveal()

    const attempt = async (): Promise<Response> => {
      const headers = new Headers(init.headers)
      const nonce = nonces.get(url.origin)
      const target = { method: init.method ?? 'GET', url: url.href, nonce }
      headers.set(
        'DPoP',
        await dpopProof(key, token === undefined ? target : { ...target, accessToken: token }),
      )
      if (token !== undefined) headers.set('Authorization', `DPoP ${token}`)
      const response = await fetch(url.href, { ...init, headers })
      const fresh = response.headers.get('DPoP-Nonce')
      if (fresh !== null) nonces.set(url.origin, fresh)
      return response
    }

    const before = nonces.get(url.origin)
    const response = await attempt()
    const retry = nonces.get(url.origin) !== before && (await asksForNonce(response))
    return retry ? attempt() : response
  }
}

/** 401 from a resource server says it in `WWW-Authenticate`, 400 from a token endpoint in the body. */
async function asksForNonce(response: Response): Promise<boolean> {
  if (response.status === 401) return /use_dpop_nonce/.test(response.headers.get('WWW-Authenticate') ?? '')
  if (response.status !== 400) return false
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  return typeof body === 'object' && body !== null && 'error' in body && body.error === 'use_dpop_nonce'
}

/** MSAL's `INetworkModule`, as far as both libraries use it. */
export interface MsalNetworkModule {
  sendGetRequestAsync<T>(url: string, options?: MsalRequest): Promise<MsalResponse<T>>
  sendPostRequestAsync<T>(url: string, options?: MsalRequest): Promise<MsalResponse<T>>
}
interface MsalRequest {
  headers?: Record<string, string>
  body?: string
}
interface MsalResponse<T> {
  headers: Record<string, string>
  body: T
  status: number
}

/**
 * MSAL's network module with a proof on every token request (`system.networkClient` in msal-browser and
 * msal-node). Refuses a token that came back unbound: that would be a silent downgrade.
 */
export function dpopNetworkModule(key: DpopKey, options: { fetch?: Fetch } = {}): MsalNetworkModule {
  return networkModule(dpopFetch(key, options), true)
}

/** The same module without a sender constraint, for an authorization server that has no DPoP. */
export function bearerNetworkModule({ fetch = globalFetch }: { fetch?: Fetch } = {}): MsalNetworkModule {
  return networkModule(fetch, false)
}

function networkModule(send: Fetch, bound: boolean): MsalNetworkModule {
  const request = async <T>(url: string, init: RequestInit): Promise<MsalResponse<T>> => {
    const response = await send(url, init)
    // A proxy's HTML error page is an outage, not a parse error: MSAL then goes by the status.
    const body = (await response.json().catch(() => ({}))) as T & { token_type?: string }
    if (bound && response.ok && 'access_token' in (body as object)) {
      if (body.token_type !== 'DPoP')
        throw new Error('the token endpoint answered a DPoP proof with an unbound token')
      // MSAL would look for a key of its own under the DPoP scheme; the scheme on the wire stays ours.
      body.token_type = 'Bearer'
    }
    return { headers: Object.fromEntries(response.headers), body, status: response.status }
  }
  return {
    sendGetRequestAsync: (url, options = {}) => request(url, { headers: options.headers ?? {} }),
    sendPostRequestAsync: (url, options = {}) =>
      request(url, { method: 'POST', headers: options.headers ?? {}, body: options.body ?? '' }),
  }
}

const globalFetch: Fetch = (input, init) => globalThis.fetch(input, init)

async function sha256(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
