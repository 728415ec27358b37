import type { Attack } from '../../attack.ts'
import { parseForms } from '@chain-of-trust/tooling'
import { askedToConnect, post } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "A form with the token of the attacker's own session",
  playbook: 'OWASP: cross-site request forgery',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'form_forged', status: 403 },
  control: async ({ system }) => post(await askedToConnect(system, 'Alice')),
  attempt: async ({ system }) => {
    const { page } = await askedToConnect(system, 'Bob')
    const csrf = parseForms(page.text).find(({ fields }) => fields['csrf'] !== undefined)!.fields['csrf']
    return post(await askedToConnect(system, 'Alice'), { fields: { csrf } })
  },
}
