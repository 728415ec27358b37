import type { Attack } from '../../attack.ts'
import { agree, askedToConnect, open } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'A connect page that was used before',
  playbook: 'MCP 2026-07-28: URL elicitation; single use',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'ticket_unknown', status: 404 },
  control: async ({ system }) => {
    const { browser, page } = await askedToConnect(system, 'Alice')
    return open(browser, page.url)
  },
  attempt: async ({ system }) => {
    const asked = await askedToConnect(system, 'Alice')
    await agree(asked)
    return open(asked.browser, asked.page.url)
  },
}
