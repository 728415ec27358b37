import type { Attack } from '../../attack.ts'
import { askedToConnect, open } from '../../system/connecting.ts'
import { VAULT } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'A connect page that the vault has not made',
  playbook: 'RFC 9700 §4.7: nothing that can be guessed',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'ticket_unknown', status: 404 },
  control: async ({ system }) => {
    const { browser, page } = await askedToConnect(system, 'Alice')
    return open(browser, page.url)
  },
  attempt: async ({ system }) => {
    const { browser } = await askedToConnect(system, 'Alice')
    return open(browser, `${VAULT}/connect/${'x'.repeat(43)}`)
  },
}
