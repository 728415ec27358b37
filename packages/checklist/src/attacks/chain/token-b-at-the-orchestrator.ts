import type { Attack } from '../../attack.ts'
import { present } from '../../presentation.ts'
import { CATALOGUE } from '../../system/live-system.ts'
import { takenChain } from '../../system/taken-chain.ts'

export const attack: Attack = {
  title: 'Token B sent back to the orchestrator',
  playbook: 'playbook: audience validation',
  controls: ['AUD-1'],
  expected: { by: 'orchestrator', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const { key, tokenB } = await takenChain(system)
    return present(CATALOGUE, { key, token: tokenB })
  },
}
