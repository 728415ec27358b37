import type { Attack } from '../../attack.ts'
import { askedToConnect, post } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'The right form token, sent from another site',
  playbook: 'RFC 6454 §7; OWASP: cross-site request forgery',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'form_forged', status: 403 },
  control: async ({ system }) => post(await askedToConnect(system, 'Alice')),
  attempt: async ({ system }) =>
    post(await askedToConnect(system, 'Alice'), { origin: 'https://evil.example' }),
}
