import type { Answer } from '../http.ts'
import { mcpRequest } from '../lab/mcp-message.ts'
import { present } from '../presentation.ts'
import { createProofKey } from '../proof.ts'
import { CATALOGUE, CHILDREN, MCP_SHAREPOINT, VAULT, type LiveSystem, type Session } from './live-system.ts'
import { tokenIn } from './sign-in.ts'

/** A request with a good token of its own at one tier. */
export interface TierProbe {
  tier: string
  ask: () => Promise<Answer>
}

/** What a middle tier of ours declares with each exchange: that it passes claims challenges on. */
export const CP1 = { claims: JSON.stringify({ access_token: { xms_cc: { values: ['cp1'] } } }) }

/** Tokens A, B and C of one session, each ready to be shown to the tier that it is for. */
export async function tierProbes(system: LiveSystem, session: Session): Promise<TierProbe[]> {
  const key = await createProofKey()
  const tokenB = tokenIn(await system.onBehalfOf('orchestrator', session.accessToken, key, CP1))
  const tokenC = tokenIn(await system.onBehalfOf('mcp-sharepoint', tokenB, key, CP1))
  return [
    { tier: 'orchestrator', ask: () => session.send(CATALOGUE) },
    {
      tier: 'mcp-sharepoint',
      ask: () => present(MCP_SHAREPOINT, { key, token: tokenB, ...mcpRequest('tools/list') }),
    },
    { tier: 'mock-graph', ask: () => present(CHILDREN, { key, token: tokenC }) },
  ]
}

/** A token for the vault, as the orchestrator has one of this session: for the person's own links. */
export async function vaultProbe(system: LiveSystem, { accessToken }: Session): Promise<TierProbe> {
  const key = await createProofKey()
  const scope = `${VAULT}/Links.Manage`
  const token = tokenIn(await system.onBehalfOf('orchestrator', accessToken, key, { ...CP1, scope }))
  return { tier: 'token-vault', ask: () => present(`${VAULT}/links`, { key, token }) }
}
