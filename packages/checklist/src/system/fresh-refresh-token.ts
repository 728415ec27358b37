import { createProofKey, type ProofKey } from '../proof.ts'
import { MCP_SHAREPOINT, type LiveSystem } from './live-system.ts'
import { codeOf, requestToken, startSignIn, tokenIn, type Parameters } from './sign-in.ts'

/** A refresh token of a sign-in of its own: an attack on it ends its family. */
export async function freshRefreshToken(person = 'Alice'): Promise<{ token: string; key: ProofKey }> {
  const pending = await startSignIn()
  const answer = await requestToken(await codeOf(person, pending), pending.key)
  return { token: tokenIn(answer, 'refresh_token'), key: pending.key }
}

/** The refresh token that the orchestrator gets for Alice's Token A, as it keeps one for a background job. */
export async function exchangedRefreshToken(
  system: LiveSystem,
): Promise<{ refresh: Parameters; key: ProofKey }> {
  const key = await createProofKey()
  const { accessToken } = await system.person('Alice')
  const scope = `${MCP_SHAREPOINT}/Documents.Read offline_access`
  const answer = await system.onBehalfOf('orchestrator', accessToken, key, { scope })
  const refresh_token = tokenIn(answer, 'refresh_token')
  return { refresh: { grant_type: 'refresh_token', refresh_token, scope }, key }
}
