import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'The token with which the AI host calls the orchestrator, handed to the local server',
  playbook: 'playbook: no token passthrough',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'audience_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return handshake(system, { accessToken, key })
  },
}
