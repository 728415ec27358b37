import type { Attack } from '../../attack.ts'
import { answeredBy, askedToConnect, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "Bob's answer, brought home by Alice's browser: her agent would use his account",
  playbook: 'RFC 9700 §4.7: cross-site request forgery at the redirect',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'state_foreign', status: 403 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const { callback } = await answeredBy(system, 'Bob')
    const { browser } = await askedToConnect(system, 'Alice')
    return open(browser, callback)
  },
}
