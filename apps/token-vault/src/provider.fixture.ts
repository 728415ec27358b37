import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret } from '@chain-of-trust/auth-core'
import type { Fetch } from './providers/oauth-request.ts'
import type { Provider, ProviderSettings } from './providers/provider.ts'

type Mode = 'normal' | 'rate_limited' | 'failing' | 'gibberish' | 'unknown_client'

interface TestGrant {
  id: number
  /** Who was signed in when it was given: what every test asks in the end. */
  label: string
  scopes: string[]
  revoked: boolean
  /** Why it is revoked, unless the provider's own people did it. */
  because?: 'client' | 'reuse'
  rotations: number
  refreshToken: string
  accessToken: string
  /** What the current tokens have replaced, and when. */
  predecessor?: { token: string; at: number }
}

/**
 * For tests: somebody else's authorization server, as strict as they come. Access tokens of ten minutes, refresh tokens
 * that rotate; whoever presents an old one gets the whole grant revoked, but for a leeway in which the same successor
 * is given again.
 */
export function createTestProvider(
  options: {
    now?: () => number
    /** Milliseconds. */
    leeway?: number
    /** What an old refresh token does to its grant. */
    reuse?: 'revokes' | 'refused'
  } = {},
) {
  const { now = Date.now, leeway = 10_000, reuse = 'revokes' } = options
  const grants: TestGrant[] = []
  const issued = new Map<string, string>()
  const holds: { where: 'before' | 'after'; reached: () => void; go: Promise<void> }[] = []
  const provider = {
    grants,
    mode: 'normal' as Mode,
    retryAfter: undefined as number | undefined,
    /** Requests to the token endpoint that were answered with tokens. */
    refreshes: 0,
    /** Those that presented the predecessor, and got the same tokens again. */
    repeated: 0,
    requests: 0,
    leeway,
    authorize,
    /** Whose access token it is or was. */
    everIssuedTo: (accessToken: string) => issued.get(accessToken),
    /** Whose access token it is, if the provider still honours it. */
    labelOf: (accessToken: string) =>
      grants.find((grant) => !grant.revoked && grant.accessToken === accessToken)?.label,
    /** Stops the next token request before, or after, the tokens are rotated; `go` lets it answer. */
    hold(where: 'before' | 'after') {
      const reached = Promise.withResolvers<void>()
      const go = Promise.withResolvers<void>()
      holds.push({ where, reached: reached.resolve, go: go.promise })
      return { reached: reached.promise, go: go.resolve }
    },
    answer,
    listen,
  }
  return provider

  function authorize(label: string, scopes: string[], account = label) {
    const id = grants.length
    const grant = { id, label, scopes, revoked: false, rotations: 0, ...freshTokens({ label, id }) }
    grants.push(grant)
    return {
      tokens: { accessToken: new Secret(grant.accessToken), refreshToken: new Secret(grant.refreshToken) },
      scopes,
      account: { id: `id of ${account}`, name: account },
      expiresAt: now() + 600_000,
      grant,
    }
  }

  async function answer(path: string, form: URLSearchParams): Promise<Response> {
    provider.requests += 1
    const fault = faultOf(form)
    if (fault !== undefined) return fault
    if (path.endsWith('/revoke')) return revoke(form.get('token') ?? '')
    if (form.get('grant_type') !== 'refresh_token') return refused('unsupported_grant_type')
    const held = holds.shift()
    const wait = async (where: 'before' | 'after') => {
      if (held?.where !== where) return
      held.reached()
      await held.go
    }
    await wait('before')
    const response = refresh(form.get('refresh_token') ?? '')
    await wait('after')
    return response
  }

  function faultOf(form: URLSearchParams): Response | undefined {
    const retry = provider.retryAfter === undefined ? {} : { 'retry-after': String(provider.retryAfter) }
    if (provider.mode === 'rate_limited') return Response.json({}, { status: 429, headers: retry })
    if (provider.mode === 'failing') return new Response('oh no', { status: 502, headers: retry })
    if (provider.mode === 'gibberish') return new Response('<html>Welcome!</html>')
    const known = form.get('client_id') === 'token-vault' && form.get('client_secret') === SECRET
    if (provider.mode === 'unknown_client' || !known) {
      const headers = { 'www-authenticate': 'Basic realm="clients"' }
      return Response.json({ error: 'invalid_client' }, { status: 401, headers })
    }
    return undefined
  }

  function refresh(token: string): Response {
    const grant = grants.find((candidate) => token.startsWith(`rt-${candidate.label}-${candidate.id}-`))
    if (grant === undefined || grant.revoked) return refused('invalid_grant')
    if (grant.refreshToken === token) {
      grant.predecessor = { token, at: now() }
      Object.assign(grant, freshTokens(grant))
      grant.rotations += 1
    } else if (grant.predecessor?.token === token && now() - grant.predecessor.at <= provider.leeway) {
      provider.repeated += 1
    } else {
      if (reuse === 'revokes') Object.assign(grant, { revoked: true, because: 'reuse' })
      return refused('invalid_grant')
    }
    provider.refreshes += 1
    return Response.json({
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      token_type: 'bearer',
      expires_in: 600,
      scope: grant.scopes.join(' '),
    })
  }

  function revoke(token: string): Response {
    const grant = grants.find((candidate) => candidate.refreshToken === token)
    // One that was replaced is not known any more: nothing happens (RFC 7009 §2.2).
    if (grant !== undefined) Object.assign(grant, { revoked: true, because: 'client' })
    return new Response(null, { status: 200 })
  }

  function freshTokens({ label, id }: Pick<TestGrant, 'label' | 'id'>) {
    const random = () => randomBytes(16).toString('hex')
    const accessToken = `at-${random()}`
    issued.set(accessToken, label)
    return { refreshToken: `rt-${label}-${id}-${random()}`, accessToken }
  }

  /** On a port of its own: for vaults in other processes. */
  async function listen(): Promise<{ url: string; close: () => void }> {
    const server = createServer((request, response) => {
      void (async () => {
        const form = new URLSearchParams((await request.toArray()).join(''))
        const { status, headers, ...answered } = await answer(request.url ?? '', form).then(async (made) => ({
          status: made.status,
          headers: made.headers,
          body: await made.text(),
        }))
        response.writeHead(status, Object.fromEntries(headers)).end(answered.body)
      })()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      close() {
        server.close()
        server.closeAllConnections()
      },
    }
  }
}

function refused(error: string): Response {
  return Response.json({ error }, { status: 400 })
}

export type TestProvider = ReturnType<typeof createTestProvider>

export const SECRET = createHash('sha256').update('a client secret').digest('base64url')

/** Settings of a provider that answers at this address. */
export function settingsAt(url: string): ProviderSettings {
  return { issuer: url, apiUrl: `${url}/api`, clientId: 'token-vault', clientSecret: new Secret(SECRET) }
}

/** A fetch that reaches these providers without a network: by the origins that their settings name. */
export function fetchOf(byOrigin: Record<string, TestProvider>): Fetch {
  return async (input, init = {}) => {
    const url = new URL(input)
    const form = new URLSearchParams(init.body as URLSearchParams)
    return byOrigin[url.origin]!.answer(url.pathname, form)
  }
}

/** By name, as `openProviders` gives them. */
export function providersOf(...providers: Provider[]): ReadonlyMap<string, Provider> {
  return new Map(providers.map((provider) => [provider.name, provider]))
}
