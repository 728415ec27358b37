import { createDpopKey, dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { authorizeUrl, pkce, TestBrowser } from './browser.fixture.ts'
import { clientAssertion } from './certificate.fixture.ts'
import {
  ACCESS_AS_USER,
  AI_HOST,
  ALICE,
  DOCUMENTS_READ,
  ORCHESTRATOR,
  REDIRECT_URI,
  TOKEN_ENDPOINT,
  type TestTenant,
} from './tenant.fixture.ts'

export interface TokenAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

type Parameters = Record<string, string | undefined>

/** Sends a token request with a proof by `key` (null: without one), the way dpopFetch does: nonce and all. */
export async function requestToken(
  { fetch }: TestTenant,
  key: DpopKey | null,
  parameters: Parameters,
  headers: Record<string, string> = {},
  endpoint = TOKEN_ENDPOINT,
): Promise<TokenAnswer> {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const init = {
    method: 'POST',
    body: new URLSearchParams(given).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  }
  const response = await (key === null ? fetch(endpoint, init) : dpopFetch(key, { fetch })(endpoint, init))
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TokenAnswer['body'],
  }
}

export const SPA = { origin: 'http://localhost:4400' }

/** A person at a browser, in front of the AI host, with the host's key. */
export interface Person {
  browser: TestBrowser
  key: DpopKey
}

export async function newPerson({ fetch }: TestTenant): Promise<Person> {
  return { browser: new TestBrowser(fetch), key: await createDpopKey() }
}

/** Signs in and brings the code back with what its redemption needs. */
export async function signInForCode(
  { browser }: Person,
  { oid = ALICE, changes = {} }: { oid?: string; changes?: Parameters } = {},
): Promise<{ code: string; redemption: Parameters }> {
  const { verifier, challenge } = pkce()
  const page = await browser.open(authorizeUrl(challenge, changes))
  const { reply, body } = page.reply === undefined ? await browser.signIn(page, oid) : page
  const code = reply?.get('code')
  if (code === null || code === undefined) throw new Error(`no code: ${reply?.toString() ?? body}`)
  return {
    code,
    redemption: {
      client_id: AI_HOST,
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: REDIRECT_URI,
      scope: changes['scope'] ?? `${ACCESS_AS_USER} openid profile offline_access`,
      client_info: '1',
    },
  }
}

/** Token A and all that comes with it. */
export async function signInForTokens(
  tenant: TestTenant,
  person: Person,
  options: { oid?: string; changes?: Parameters } = {},
): Promise<TokenAnswer['body']> {
  const { redemption } = await signInForCode(person, options)
  const { status, body } = await requestToken(tenant, person.key, redemption, SPA)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}

export function refresh(refreshToken: unknown, changes: Parameters = {}): Parameters {
  return {
    client_id: AI_HOST,
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    scope: `${ACCESS_AS_USER} openid profile offline_access`,
    ...changes,
  }
}

/** The orchestrator's on-behalf-of request; `changes` are laid over the right parameters. */
export async function onBehalfOf(
  { certificates, clock }: TestTenant,
  assertion: unknown,
  changes: Parameters = {},
): Promise<Parameters> {
  const now = Math.floor(Date.now() / 1000 + clock.ahead)
  const times = { nbf: now, exp: now + 600 }
  return {
    client_id: ORCHESTRATOR,
    scope: DOCUMENTS_READ,
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    assertion: String(assertion),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(certificates.orchestrator, ORCHESTRATOR, TOKEN_ENDPOINT, times),
    ...changes,
  }
}
