/**
 * Signs in as the AI host's page does: authorization code with PKCE (RFC 7636), the person choosing, consenting and
 * approving on the pages they would see, and the code redeemed with a DPoP proof (RFC 9449 §5).
 */
import { createHash, randomBytes } from 'node:crypto'
import { Secret } from '@chain-of-trust/auth-core'
import { dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { z } from 'zod'
import { Browser } from './browser.ts'
import { textOf } from './html-form.ts'
import { answerPage, type PageName } from './person.ts'
import { SignInRefused } from './sign-in-refused.ts'

/** What the AI host tells its page (`/config.json`). */
export const PageConfig = z.object({
  clientId: z.string(),
  authorityMetadata: z.string(),
  redirectUri: z.url(),
  orchestrator: z.url(),
  scopes: z.array(z.string()),
  senderConstraint: z.enum(['dpop', 'none']),
})
export type PageConfig = z.infer<typeof PageConfig>

const Metadata = z.object({ authorization_endpoint: z.url(), token_endpoint: z.url() })
const Tokens = z.object({ access_token: z.string().min(1), token_type: z.string() })
const TokenError = z.object({ error: z.string(), error_description: z.string().optional() })

/**
 * @param person part of a name or address, as on the sign-in page
 * @param key the key that the token gets bound to; none: a bearer token
 * @param claims a claims challenge to be met, JSON text; the person does what it asks for
 * @throws {SignInRefused}
 */
export async function signIn(
  config: PageConfig,
  person: string,
  key: DpopKey | undefined,
  claims = '{}',
): Promise<{ token: Secret; pages: string[] }> {
  const metadata = Metadata.parse(JSON.parse(config.authorityMetadata))
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const request = new URL(metadata.authorization_endpoint)
  request.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: config.redirectUri,
    scope: [...config.scopes, 'openid', 'profile', 'offline_access'].join(' '),
    state,
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(key ? { dpop_jkt: key.jkt } : {}),
    claims: withCapabilities(claims),
  }).toString()

  const { answer, pages } = await answerPages(config.redirectUri, request.href, person)
  if (answer.get('state') !== state)
    throw new SignInRefused('state_mismatch', 'The answer is to another request.')
  const error = answer.get('error')
  if (error) throw new SignInRefused(error, answer.get('error_description') ?? error)
  const code = answer.get('code') ?? ''
  return { token: await redeem(config, metadata.token_endpoint, { code, verifier }, key), pages }
}

/** The page says so too (MSAL's clientCapabilities): it can answer a claims challenge. */
function withCapabilities(claims: string): string {
  const { access_token, ...others } = JSON.parse(claims) as { access_token?: object }
  return JSON.stringify({ ...others, access_token: { ...access_token, xms_cc: { values: ['cp1'] } } })
}

/**
 * Does what the person does on each page, until the browser is sent back to the AI host.
 *
 * @throws {SignInRefused}
 */
export async function answerPages(
  redirectUri: string,
  url: string,
  person: string,
): Promise<{ answer: URLSearchParams; pages: string[] }> {
  const browser = new Browser(redirectUri)
  const pages: PageName[] = []
  let page = await browser.open(url)
  while (page.status !== 302) {
    const answer = await answerPage(browser, page, { person }, pages)
    if (!answer) throw new SignInRefused('sign_in_failed', textOf(page.text))
    pages.push(answer.answered)
    page = answer.next
  }
  return { answer: new URLSearchParams(new URL(page.url).hash.slice(1)), pages }
}

async function redeem(
  config: PageConfig,
  tokenEndpoint: string,
  { code, verifier }: { code: string; verifier: string },
  key: DpopKey | undefined,
): Promise<Secret> {
  const send = key ? dpopFetch(key) : fetch
  const response = await send(tokenEndpoint, {
    method: 'POST',
    // Entra ID redeems a page's code only for a request that a page sent (AADSTS9002327).
    headers: { origin: new URL(config.redirectUri).origin },
    body: new URLSearchParams({
      client_id: config.clientId,
      grant_type: 'authorization_code',
      code,
      redirect_uri: config.redirectUri,
      code_verifier: verifier,
      scope: [...config.scopes, 'openid', 'profile', 'offline_access'].join(' '),
    }),
  })
  const body: unknown = await response.json()
  const tokens = Tokens.safeParse(body)
  if (!tokens.success || !response.ok) {
    const { error, error_description } = TokenError.parse(body)
    throw new SignInRefused(error, error_description ?? error)
  }
  if (key && tokens.data.token_type !== 'DPoP') {
    throw new SignInRefused(
      'unbound_token',
      'The token endpoint answered a DPoP proof with an unbound token.',
    )
  }
  return new Secret(tokens.data.access_token)
}
