import type { Attack } from '../../attack.ts'
import { agree, answeredBy, askedToConnect, consentAt, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'Bob agrees here and sends Alice on to the provider: his agent would use her account',
  playbook: 'MCP 2026-07-28: URL elicitation, phishing; RFC 9700 §4.7',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'state_foreign', status: 403 },
  control: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
  attempt: async ({ system }) => {
    const authorizationUrl = await agree(await askedToConnect(system, 'Bob'))
    const { browser } = await askedToConnect(system, 'Alice')
    return open(browser, await consentAt(authorizationUrl, 'alice-codes'))
  },
}
