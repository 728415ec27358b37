import type { Attack } from '../../attack.ts'
import { present } from '../../presentation.ts'
import { CHILDREN } from '../../system/live-system.ts'
import { takenChain } from '../../system/taken-chain.ts'

/** The orchestrator has fallen: its key is the attacker's. Its tokens still open one tier only. */
export const attack: Attack = {
  title: 'Token B sent to the resource',
  playbook: 'playbook: audience validation; confused deputy',
  controls: ['AUD-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    const { key, tokenC } = await takenChain(system)
    return present(CHILDREN, { key, token: tokenC })
  },
  attempt: async ({ system }) => {
    const { key, tokenB } = await takenChain(system)
    return present(CHILDREN, { key, token: tokenB })
  },
}
