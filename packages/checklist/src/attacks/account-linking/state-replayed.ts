import type { Attack } from '../../attack.ts'
import { answeredBy, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'The same answer of a provider twice',
  playbook: 'RFC 9700 §2.1: state is single use',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'state_unknown', status: 400 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    await open(browser, callback)
    return open(browser, callback)
  },
}
