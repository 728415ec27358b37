import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { Config } from './config.ts'

export const SECRET = randomBytes(32).toString('base64url')
export const BASIC = `Basic ${Buffer.from(`token-vault:${SECRET}`).toString('base64')}`

export interface Answer {
  status: number
  headers: Record<string, unknown>
  text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test looks into, it expects
  body: any
}

interface Sent {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Record<string, string>
  form?: Record<string, string>
  json?: unknown
}

export type Provider = 'github' | 'jira'

const PATHS = {
  github: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    revoke: '/login/oauth/revoke',
  },
  jira: { authorize: '/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
} as const
const SCOPES = {
  github: 'read:user repo:read issues:read issues:write delete_repo',
  jira: 'read:jira-user read:jira-work write:jira-work',
} as const
const API = { github: '/github/api', jira: '/jira/rest/api/3' } as const

export interface TestSaas {
  app: FastifyInstance
  stateDir: string
  /** Milliseconds by which its clock is ahead. */
  clock: { ahead: number }
  send(path: string, sent?: Sent): Promise<Answer>
  /** The registered client's request at the token endpoint. */
  token(provider: Provider, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  revoke(provider: Provider, token: string): Promise<Answer>
  api(provider: Provider, token: string, path: string, sent?: Sent): Promise<Answer>
  set(provider: Provider, setting: object): Promise<Answer>
}

/** Both providers, state in a new folder (or in `stateDir`), clock under control. */
export async function openTestSaas(
  stateDir = mkdtempSync(join(tmpdir(), 'mock-saas-')),
  { registered = true } = {},
): Promise<TestSaas> {
  const config = Config.parse({ STATE_DIR: stateDir, LOG_LEVEL: 'silent' })
  if (registered) {
    mkdirSync(config.CLIENTS_DIR, { recursive: true })
    const digest = createHash('sha256').update(SECRET).digest('hex')
    for (const name of ['github', 'jira'])
      writeFileSync(join(config.CLIENTS_DIR, `${name}.sha256`), `${digest}\n`)
  }
  const clock = { ahead: 0 }
  const app = await buildApp(config, { now: () => Date.now() + clock.ahead })
  const send = async (path: string, { method, headers = {}, form, json }: Sent = {}): Promise<Answer> => {
    const kind = form ? 'application/x-www-form-urlencoded' : 'application/json'
    const payload = form
      ? new URLSearchParams(form).toString()
      : json === undefined
        ? undefined
        : JSON.stringify(json)
    const response = await app.inject({
      method: method ?? (payload === undefined ? 'GET' : 'POST'),
      url: path,
      headers: {
        host: 'localhost:4492',
        ...(payload === undefined ? {} : { 'content-type': kind }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    const text = response.body
    const isJson = String(response.headers['content-type']).includes('json')
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    }
  }
  return {
    app,
    stateDir,
    clock,
    send,
    token: (provider, form, headers = { authorization: BASIC }) =>
      send(`/${provider}${PATHS[provider].token}`, { form, headers }),
    revoke: (provider, token) =>
      send(`/${provider}${PATHS[provider].revoke}`, { form: { token }, headers: { authorization: BASIC } }),
    api: (provider, token, path, sent = {}) =>
      send(`${API[provider]}${path}`, {
        ...sent,
        headers: { authorization: `Bearer ${token}`, ...sent.headers },
      }),
    set: (provider, json) => send(`/console/api/${provider}`, { method: 'PUT', json }),
  }
}

/** A browser that keeps cookies, in front of one provider. */
export class TestBrowser {
  readonly #saas: TestSaas
  readonly #provider: Provider
  #cookie = ''

  constructor(saas: TestSaas, provider: Provider) {
    this.#saas = saas
    this.#provider = provider
  }

  async open(query: Record<string, string | undefined>): Promise<Answer> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const path = `/${this.#provider}${PATHS[this.#provider].authorize}?${new URLSearchParams(given).toString()}`
    return this.#keep(await this.#saas.send(path, { headers: { cookie: this.#cookie } }))
  }

  /** Presses the button `name=value` of the page's form. */
  async press(page: Answer, name: string, value: string): Promise<Answer> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1]
    const interaction = /name="interaction" value="([^"]+)"/.exec(page.text)?.[1]
    if (action === undefined || interaction === undefined)
      throw new Error(`no form: ${page.status} ${page.text}`)
    if (!page.text.includes(`name="${name}" value="${value}"`)) throw new Error(`no button ${name}=${value}`)
    return this.post(new URL(action).pathname, { interaction, [name]: value })
  }

  async post(path: string, form: Record<string, string>): Promise<Answer> {
    return this.#keep(await this.#saas.send(path, { form, headers: { cookie: this.#cookie } }))
  }

  #keep(answer: Answer): Answer {
    const [cookie] = [answer.headers['set-cookie']].flat()
    if (typeof cookie === 'string') this.#cookie = cookie.split(';', 1)[0]!
    return answer
  }
}

export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export function redirectUri(provider: Provider): string {
  return `http://localhost:4420/callback/${provider}`
}

/** The registered client's authorization request. */
export function authorizationRequest(provider: Provider, challenge: string): Record<string, string> {
  return {
    response_type: 'code',
    client_id: 'token-vault',
    redirect_uri: redirectUri(provider),
    scope: SCOPES[provider],
    state: 's-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
}

/** Parameters of the answer that the browser carries to the client. */
export function replyOf({ headers }: Answer): URLSearchParams {
  return new URL(String(headers['location'])).searchParams
}

/** What the redemption of a fresh code takes. */
export async function consented(
  saas: TestSaas,
  provider: Provider = 'github',
  {
    account = provider === 'github' ? 'alice-codes' : 'alice.archer',
    scope,
  }: { account?: string; scope?: string } = {},
): Promise<Record<string, string>> {
  const browser = new TestBrowser(saas, provider)
  const { verifier, challenge } = pkce()
  const request = authorizationRequest(provider, challenge)
  const signIn = await browser.open({ ...request, scope: scope ?? request['scope'] })
  const consent = await browser.press(signIn, 'account', account)
  const code = replyOf(await browser.press(consent, 'decision', 'accept')).get('code')!
  return {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri(provider),
  }
}

/** Tokens of an account. */
export async function linked(
  saas: TestSaas,
  provider: Provider = 'github',
  options: { account?: string; scope?: string } = {},
): Promise<{ access: string; refresh: string }> {
  const { status, body } = await saas.token(provider, await consented(saas, provider, options))
  if (status !== 200) throw new Error(JSON.stringify(body))
  return { access: body.access_token, refresh: body.refresh_token }
}
