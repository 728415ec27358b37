import type { Attack } from '../../attack.ts'
import { answeredBy, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "GitHub's answer at the address of Jira",
  playbook: 'RFC 9700 §4.4: mix-up',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'provider_mismatch', status: 400 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    callback.pathname = '/callback/jira'
    return open(browser, callback)
  },
}
