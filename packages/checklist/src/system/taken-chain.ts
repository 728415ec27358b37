import { createProofKey, type ProofKey } from '../proof.ts'
import type { LiveSystem } from './live-system.ts'
import { tokenIn } from './sign-in.ts'

/** Both middle tiers in the attacker's hands: Alice's Tokens B and C, bound to the attacker's key. */
export async function takenChain(
  system: LiveSystem,
): Promise<{ key: ProofKey; tokenB: string; tokenC: string }> {
  const key = await createProofKey()
  const { accessToken } = await system.person('Alice')
  const tokenB = tokenIn(await system.onBehalfOf('orchestrator', accessToken, key))
  const tokenC = tokenIn(await system.onBehalfOf('mcp-sharepoint', tokenB, key))
  return { key, tokenB, tokenC }
}
