import type { Attack } from '../../attack.ts'
import { askedToConnect, askedToReplace, post } from '../../system/connecting.ts'

const KEEP = { action: /^\/replace\//, fields: { decision: 'keep' } }

export const attack: Attack = {
  title: "Bob answers which of Alice's accounts stays",
  playbook: 'playbook: user identity propagates',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'replacement_unknown', status: 404 },
  control: async ({ system }) => post(await askedToReplace(system), KEEP),
  attempt: async ({ system }) => {
    const { page } = await askedToReplace(system)
    return post(await askedToConnect(system, 'Bob'), { to: page.url, fields: { decision: 'replace' } })
  },
}
