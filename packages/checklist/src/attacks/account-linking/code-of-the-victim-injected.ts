import type { Attack } from '../../attack.ts'
import { answeredBy, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "Alice's stolen code in Bob's answer: his agent would use her account",
  playbook: 'RFC 9700 §4.5: code injection; RFC 7636',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'code_refused', status: 400 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const [alice, bob] = [await answeredBy(system, 'Alice'), await answeredBy(system, 'Bob')]
    bob.callback.searchParams.set('code', alice.callback.searchParams.get('code')!)
    return open(bob.browser, bob.callback)
  },
}
