import type { ProofKey } from '../proof.ts'
import { codeOf, requestToken, startSignIn, tokenIn } from './sign-in.ts'

/** A refresh token of a sign-in of its own: an attack on it ends its family. */
export async function freshRefreshToken(): Promise<{ token: string; key: ProofKey }> {
  const pending = await startSignIn()
  const answer = await requestToken(await codeOf('Alice', pending), pending.key)
  return { token: tokenIn(answer, 'refresh_token'), key: pending.key }
}
