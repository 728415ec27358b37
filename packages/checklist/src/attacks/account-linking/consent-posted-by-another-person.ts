import type { Attack } from '../../attack.ts'
import { askedToConnect, post } from '../../system/connecting.ts'
import { connectUrl } from '../../system/linked-accounts.ts'

export const attack: Attack = {
  title: 'Bob agrees, in his own session, to what Alice was asked',
  playbook: 'MCP 2026-07-28: URL elicitation, phishing',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'link_foreign', status: 403 },
  control: async ({ system }) => post(await askedToConnect(system, 'Alice')),
  attempt: async ({ system }) =>
    post(await askedToConnect(system, 'Bob'), { to: await connectUrl(system, 'Alice') }),
}
