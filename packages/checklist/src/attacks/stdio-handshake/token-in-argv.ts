import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { localToken } from '../../local/credential.ts'
import { handshake } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: 'The token where every process of the machine can read it: among the arguments',
  playbook: 'playbook: no token in arguments',
  controls: ['STD-1', 'PIT-2'],
  expected: { by: 'mcp-workspace', reason: 'credential_in_arguments', told: true, status: 78 },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const token = await localToken(system, {}, await createProofKey())
    return handshake(system, {}, { args: ['--token', token] })
  },
}
