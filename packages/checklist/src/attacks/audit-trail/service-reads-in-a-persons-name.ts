import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { ask, auditReader, bent } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A tier that has fallen reads with a token of Alice's that was issued to it",
  playbook: 'playbook: multi-tier app registration; least privilege',
  controls: ['LOG-6', 'TIER-3'],
  expected: { by: 'audit-trail', reason: 'client_not_allowed', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Alice'), 'events'),
  attempt: async ({ system }) => {
    const { appId } = registration('orchestrator')
    return ask(await bent(system, await auditReader('Alice'), { azp: appId }), 'events')
  },
}
