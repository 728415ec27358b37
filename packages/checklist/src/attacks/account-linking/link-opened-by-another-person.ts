import type { Attack } from '../../attack.ts'
import { askedToConnect, open } from '../../system/connecting.ts'
import { connectUrl } from '../../system/linked-accounts.ts'

export const attack: Attack = {
  title: 'Bob opens the connect page that was made for Alice',
  playbook: 'MCP 2026-07-28: URL elicitation, phishing',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'link_foreign', status: 403 },
  control: async ({ system }) => {
    const { browser, page } = await askedToConnect(system, 'Alice')
    return open(browser, page.url)
  },
  attempt: async ({ system }) => {
    const { browser } = await askedToConnect(system, 'Bob')
    return open(browser, await connectUrl(system, 'Alice'))
  },
}
