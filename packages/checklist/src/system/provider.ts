/** A provider's authorization server as its client meets it: what the vault does there, in the attacker's hands. */
import { createHash, randomBytes } from 'node:crypto'
import { send, type Answer } from '../http.ts'
import { agree, askedToConnect, consentAt } from './connecting.ts'
import { ACCOUNTS } from './linked-accounts.ts'
import type { LiveSystem } from './live-system.ts'
import { form, tokenIn, type Parameters } from './sign-in.ts'

export const GITHUB = 'http://localhost:4492/github'
const TOKEN = `${GITHUB}/login/oauth/access_token`

/** The authorization request that the vault makes for Alice. */
export async function authorizationRequest(system: LiveSystem): Promise<URL> {
  return new URL(await agree(await askedToConnect(system, 'Alice')))
}

/** The provider's first answer to a request with these parameters laid over: a page, or an error in the redirect. */
export async function authorize(request: URL, bend: Parameters = {}): Promise<Answer> {
  const parameters = { ...Object.fromEntries(request.searchParams), ...bend }
  const answer = await send(`${request.origin}${request.pathname}?${form(parameters).toString()}`)
  const location = answer.headers['location']
  const error = location === undefined ? null : new URL(location).searchParams.get('error')
  return error === null ? answer : { ...answer, accepted: false, error }
}

/** A code of Alice's, with the verifier and the vault's secret: everything that redeems it. */
export async function codeAtProvider(system: LiveSystem): Promise<Parameters> {
  const verifier = randomBytes(32).toString('base64url')
  const request = await authorizationRequest(system)
  request.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'))
  const { searchParams: asked } = request
  const { searchParams: answer } = new URL(await consentAt(request.href, ACCOUNTS.Alice['mcp-github']))
  return {
    ...clientOf(system, asked.get('client_id') ?? ''),
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: asked.get('redirect_uri') ?? '',
  }
}

/** Alice's refresh token, as the vault keeps it. @returns the parameters that use it */
export async function refreshTokenAtProvider(system: LiveSystem): Promise<Parameters> {
  const { client_id, client_secret, ...redemption } = await codeAtProvider(system)
  const client = { client_id, client_secret }
  const answer = await requestAtProvider({ ...client, ...redemption })
  return { ...client, grant_type: 'refresh_token', refresh_token: tokenIn(answer, 'refresh_token') }
}

export function requestAtProvider(parameters: Parameters): Promise<Answer> {
  return send(TOKEN, { body: form(parameters) })
}

function clientOf(system: LiveSystem, client_id: string): Parameters {
  return { client_id, client_secret: system.clientSecret('github') }
}
