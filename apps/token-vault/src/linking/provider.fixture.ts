/** A provider for tests: an authorization server and an account API, as strict as the real ones, without a port. */
import { createHash, randomUUID } from 'node:crypto'

export interface TestProvider {
  issuer: string
  /** The person at the provider chooses an account and says yes; changes what is said, not what is checked. */
  allow: (authorizeUrl: string, account: string, changes?: { scope?: string }) => string
  /** The person says no, or the provider does. */
  refuse: (authorizeUrl: string, error?: string) => string
  /** What the vault reaches it by. */
  fetch: (url: URL, init: RequestInit) => Promise<Response>
  /** Of each redemption that was tried. */
  redemptions: URLSearchParams[]
  /** Accounts whose grants were revoked, in order. */
  revoked: string[]
  /** Answers of the token endpoint and of the API, instead of its own. */
  fails: { token?: () => Response; api?: () => Response }
}

interface Code {
  account: string
  challenge: string
  redirectUri: string
  scope: string
}

export function createTestProvider(options: {
  issuer: string
  clientId: string
  secret: string
  redirectUri: string
  accountAnswer: (account: string) => object
}): TestProvider {
  const { issuer, clientId, secret, redirectUri } = options
  const codes = new Map<string, Code>()
  /** By access and by refresh token. */
  const grants = new Map<string, string>()
  const provider: TestProvider = {
    issuer,
    redemptions: [],
    revoked: [],
    fails: {},
    allow(authorizeUrl, account, { scope } = {}) {
      const { parameters, back } = read(authorizeUrl)
      const code = randomUUID()
      codes.set(code, {
        account,
        challenge: parameters.get('code_challenge') ?? '',
        redirectUri,
        scope: scope ?? parameters.get('scope') ?? '',
      })
      back.searchParams.set('code', code)
      return back.href
    },
    refuse(authorizeUrl, error = 'access_denied') {
      const { back } = read(authorizeUrl)
      back.searchParams.set('error', error)
      return back.href
    },
    async fetch(url, init) {
      if (url.pathname.endsWith('/user') || url.pathname.endsWith('/myself'))
        return provider.fails.api?.() ?? whoIs(init)
      const form = new URLSearchParams(await new Response(init.body ?? null).text())
      if (!isClient(form)) return refusal('invalid_client', 401)
      if (url.pathname.endsWith('/revoke')) return revoke(form)
      return provider.fails.token?.() ?? redeem(form)
    },
  }
  return provider

  /** RFC 6749 §2.3.1: in the body. */
  function isClient(form: URLSearchParams): boolean {
    return form.get('client_id') === clientId && form.get('client_secret') === secret
  }

  /** RFC 6749 §4.1.2.1: to an address that is not registered, nothing is sent. */
  function read(authorizeUrl: string): { parameters: URLSearchParams; back: URL } {
    const { searchParams: parameters } = new URL(authorizeUrl)
    if (parameters.get('redirect_uri') !== redirectUri) throw new Error('redirect_uri is not registered')
    if (parameters.get('client_id') !== clientId) throw new Error('client_id is unknown')
    if (parameters.get('code_challenge_method') !== 'S256') throw new Error('PKCE is required')
    const back = new URL(redirectUri)
    back.searchParams.set('state', parameters.get('state') ?? '')
    back.searchParams.set('iss', issuer)
    return { parameters, back }
  }

  function redeem(form: URLSearchParams): Response {
    provider.redemptions.push(form)
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) {
      return refusal('invalid_grant', 400)
    }
    const [access_token, refresh_token] = [randomUUID(), randomUUID()]
    grants.set(access_token, code.account).set(refresh_token, code.account)
    return Response.json({
      access_token,
      refresh_token,
      token_type: 'Bearer',
      expires_in: 600,
      scope: code.scope,
    })
  }

  function revoke(form: URLSearchParams): Response {
    const account = grants.get(form.get('token') ?? '')
    if (account !== undefined) provider.revoked.push(account)
    return new Response(null, { status: 200 })
  }

  function whoIs(init: RequestInit): Response {
    const token = new Headers(init.headers).get('authorization')?.replace(/^Bearer /, '') ?? ''
    const account = grants.get(token)
    if (account === undefined) return new Response(null, { status: 401 })
    return Response.json(options.accountAnswer(account))
  }
}

function refusal(error: string, status: number): Response {
  return Response.json({ error }, { status })
}
