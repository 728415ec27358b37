import type { Attack } from '../../attack.ts'
import { answeredBy, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'An answer that does not say where it comes from',
  playbook: 'RFC 9207 §2.4: mix-up',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'issuer_mismatch', status: 400 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    callback.searchParams.delete('iss')
    return open(browser, callback)
  },
}
