import type { Attack } from '../../attack.ts'
import { askedToConnect, post } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "Another site's form says yes for Alice",
  playbook: 'OWASP: cross-site request forgery; MCP security best practices: consent',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'form_forged', status: 403 },
  control: async ({ system }) => post(await askedToConnect(system, 'Alice')),
  attempt: async ({ system }) => post(await askedToConnect(system, 'Alice'), { fields: { csrf: undefined } }),
}
