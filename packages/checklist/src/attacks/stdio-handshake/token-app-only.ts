import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: "A token in no person's name",
  playbook: 'Entra access-token claims: idtyp',
  controls: ['DEL-1', 'STD-3'],
  expected: { by: 'mcp-workspace', reason: 'app_only_token', told: true, status: 77, error: 'invalid_token' },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) =>
    handshake(system, { claims: { idtyp: 'app', scp: undefined, roles: ['Workspace.Read'] } }),
}
