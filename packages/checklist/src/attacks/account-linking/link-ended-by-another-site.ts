import type { Attack } from '../../attack.ts'
import { openAs, post } from '../../system/connecting.ts'
import { linked } from '../../system/linked-accounts.ts'
import { VAULT } from '../../system/live-system.ts'

const END = { action: /^\/connections\/end/ }

export const attack: Attack = {
  title: "Another site's form ends Alice's link",
  playbook: 'OWASP: cross-site request forgery',
  controls: ['LNK-2'],
  expected: { by: 'token-vault', reason: 'form_forged', status: 403 },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return post(await openAs('Alice', `${VAULT}/`), END)
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    return post(await openAs('Alice', `${VAULT}/`), { ...END, origin: 'https://evil.example' })
  },
}
