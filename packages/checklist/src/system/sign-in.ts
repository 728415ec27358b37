/** Signing in at the running system, one step at a time, so that each can be done wrong. */
import { createHash, randomBytes } from 'node:crypto'
import { authenticationContexts, registration, registrations } from '@chain-of-trust/service-kit'
import { answerPages } from '@chain-of-trust/tooling'
import { jsonIn, send, type Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import { createProofKey, type ProofKey } from '../proof.ts'

const { authority, tenant } = registrations()
const AI_HOST = registration('ai-host')
const REDIRECT_URI = AI_HOST.spa!.redirectUris[0]!
const AUTHORIZE = `${authority}/${tenant.id}/oauth2/v2.0/authorize`
export const TOKEN_ENDPOINT = `${authority}/${tenant.id}/oauth2/v2.0/token`
const SCOPE = `${registration('orchestrator').identifierUris[0]}/access_as_user openid profile offline_access`

/** Claims requests of a sign-in. Stepped up at once, unless an attack is about that: or all would be refused for it. */
export const STEPPED_UP = {
  xms_cc: { values: ['cp1'] },
  acrs: { essential: true, values: Object.values(authenticationContexts()).map(({ id }) => id) },
}
export const NOT_STEPPED_UP = { xms_cc: { values: ['cp1'] } }
export const NO_CAPABILITIES = {}

/** Parameters of a request; `undefined` leaves one out. */
export type Parameters = Record<string, string | undefined>

/** What a browser holds between the authorization request and the redemption of the code. */
export interface PendingSignIn {
  key: ProofKey
  verifier: string
  parameters: Parameters
}

export async function startSignIn(
  claims: object = STEPPED_UP,
  bend: Parameters = {},
): Promise<PendingSignIn> {
  const key = await createProofKey()
  const verifier = randomBytes(32).toString('base64url')
  const parameters = {
    client_id: AI_HOST.appId,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    dpop_jkt: key.jkt,
    claims: JSON.stringify({ access_token: claims }),
    ...bend,
  }
  return { key, verifier, parameters }
}

/** The authorization server's first answer: a page, or an error in the redirect. */
export async function authorize({ parameters }: PendingSignIn, bend: Parameters = {}): Promise<Answer> {
  const answer = await send(authorizeUrl({ ...parameters, ...bend }))
  const fragment = new URL(answer.headers['location'] ?? AUTHORIZE, AUTHORIZE).hash.slice(1)
  const error = new URLSearchParams(fragment).get('error')
  return error === null ? answer : { ...answer, accepted: false, error }
}

/** Somebody signs in on the pages. @returns the parameters that redeem their code */
export async function codeOf(person: string, pending: PendingSignIn): Promise<Parameters> {
  const { client_id, redirect_uri, scope } = pending.parameters
  const { answer } = await answerPages(redirect_uri!, authorizeUrl(pending.parameters), person)
  const code = answer.get('code')
  if (code === null) throw new Error(`${person} got no code: ${answer.get('error_description')}`)
  return {
    client_id,
    grant_type: 'authorization_code',
    code,
    code_verifier: pending.verifier,
    redirect_uri,
    scope,
  }
}

export function refreshing(refreshToken: string): Parameters {
  return { client_id: AI_HOST.appId, grant_type: 'refresh_token', refresh_token: refreshToken, scope: SCOPE }
}

/** A token request of the AI host's page: its origin, and a proof by `key`. */
export function requestToken(
  parameters: Parameters,
  key: ProofKey,
  bend: Partial<Presentation> = {},
): Promise<Answer> {
  return present(TOKEN_ENDPOINT, {
    key,
    headers: { origin: AI_HOST.url },
    body: form(parameters),
    ...bend,
  })
}

export function form(parameters: Parameters): URLSearchParams {
  return new URLSearchParams(Object.entries(parameters).filter((pair): pair is [string, string] => !!pair[1]))
}

/** A token of a token response. @throws Error when it has none */
export function tokenIn({ status, text }: Answer, name = 'access_token'): string {
  const token = jsonIn(text)[name]
  if (typeof token !== 'string') throw new Error(`${status}: no ${name}: ${String(jsonIn(text)['error'])}`)
  return token
}

function authorizeUrl(parameters: Parameters): string {
  return `${AUTHORIZE}?${form(parameters).toString()}`
}
