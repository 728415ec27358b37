import type { Attack } from '../../attack.ts'
import { answeredBy, newBrowser, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "Alice's answer, intercepted, in a browser where nobody is signed in",
  playbook: 'RFC 9700 §4.7: state is bound to the browser',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'state_foreign', status: 403 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => open(newBrowser(), (await answeredBy(system, 'Alice')).callback),
}
