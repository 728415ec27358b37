/** Somebody's MCP server, of which nothing is known but its address, and what it publishes itself. */
import type { JSONWebKeySet } from 'jose'
import { jsonIn, send, type Answer } from '../http.ts'
import { mcpRequest } from '../lab/mcp-message.ts'
import { present, type Presentation } from '../presentation.ts'
import type { ProofKey } from '../proof.ts'

/** A good token for it, from whoever runs it. */
export interface GivenToken {
  value: string
  kind: 'dpop' | 'bearer'
  /** Of a bound token: the key that it is bound to. */
  key?: ProofKey
}

export interface ServerOptions {
  /** MCP endpoint. */
  url: string
  /** What its tokens name as their audience; default: the resource of its metadata. */
  audience?: string
  token?: GivenToken
  /** Good tokens of the same issuer, but for another audience, and one that has expired. */
  otherAudience?: string
  expired?: string
}

export interface AnyServer extends ServerOptions {
  audience: string
  /** A key of the attacker's. */
  key: ProofKey
  metadata: Metadata
  /** `tools/list`, which changes nothing, with this laid over. No token and no proof unless given. */
  list: (bend?: Partial<Presentation> & { query?: string }) => Promise<Answer>
  /** The same with a forged token, as the server would have it: with a proof by our key where it wants one. */
  listWith: (forged: string) => Promise<Answer>
  /** The same with the given token, by its rules. */
  listAsGiven: (token: GivenToken, bend?: Partial<Presentation> & { query?: string }) => Promise<Answer>
}

/** RFC 9728, and of its first authorization server RFC 8414 or OpenID Connect Discovery. */
export interface Metadata {
  /** Where it was looked for, and what was there. */
  url: string
  status: number
  resource?: string
  issuer?: string
  /** Tokens must be bound to a key. */
  dpop: boolean
  issuerMetadata?: { status: number; issuer?: string; keys?: JSONWebKeySet }
}

/** Reads what the server publishes, with three requests at most to its authorization server. */
export async function openServer(options: ServerOptions, key: ProofKey): Promise<AnyServer> {
  const metadata = await readMetadata(options.url)
  const list: AnyServer['list'] = ({ query = '', headers, ...bend } = {}) => {
    const request = mcpRequest('tools/list')
    const all = { ...request.headers, ...headers }
    return present(options.url + query, { key, dpop: [], ...request, ...bend, headers: all })
  }
  return {
    ...options,
    audience: options.audience ?? metadata.resource ?? options.url,
    key,
    metadata,
    list,
    listWith: (token) => {
      if (!metadata.dpop) return list({ token, scheme: 'Bearer' })
      return present(options.url, { key, token, ...mcpRequest('tools/list') })
    },
    listAsGiven: ({ value, kind, key: own }, bend = {}) =>
      kind === 'bearer'
        ? list({ token: value, scheme: 'Bearer', ...bend })
        : present(options.url + (bend.query ?? ''), {
            key: own ?? key,
            token: value,
            ...mcpRequest('tools/list'),
            ...bend,
            headers: { ...mcpRequest('tools/list').headers, ...bend.headers },
          }),
  }
}

async function readMetadata(url: string): Promise<Metadata> {
  const { origin, pathname } = new URL(url)
  const where = `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`
  const answer = await send(where)
  const body = jsonIn(answer.text)
  const servers = body['authorization_servers']
  const issuer: unknown = Array.isArray(servers) ? servers[0] : undefined
  const read: Metadata = {
    url: where,
    status: answer.status,
    dpop: body['dpop_bound_access_tokens_required'] === true,
    ...(typeof body['resource'] === 'string' ? { resource: body['resource'] } : {}),
  }
  if (typeof issuer !== 'string') return read
  return { ...read, issuer, issuerMetadata: await readIssuer(issuer) }
}

async function readIssuer(issuer: string): Promise<NonNullable<Metadata['issuerMetadata']>> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const places = [
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
  let status = 0
  for (const place of places) {
    const answer = await send(place).catch(() => undefined)
    status = answer?.status ?? 0
    const { issuer: named, jwks_uri: jwksUri } = jsonIn(answer?.text ?? '')
    if (status !== 200 || typeof named !== 'string') continue
    const keys = typeof jwksUri === 'string' ? await readKeys(jwksUri) : undefined
    return { status, issuer: named, ...(keys === undefined ? {} : { keys }) }
  }
  return { status }
}

async function readKeys(jwksUri: string): Promise<JSONWebKeySet | undefined> {
  const answer = await send(jwksUri).catch(() => undefined)
  const { keys } = jsonIn(answer?.text ?? '')
  return Array.isArray(keys) ? { keys } : undefined
}
