import type { Attack } from '../../attack.ts'
import { answeredBy, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: "A provider's answer without state",
  playbook: 'RFC 9700 §4.7',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'state_unknown', status: 400 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    callback.searchParams.delete('state')
    return open(browser, callback)
  },
}
