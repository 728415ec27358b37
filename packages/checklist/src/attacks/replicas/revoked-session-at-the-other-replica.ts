import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'
import { eventToken, person, push, SESSION_REVOKED } from '../../system/security-event.ts'
import { until } from '../../system/until.ts'

/** Of the directory: nobody else in this group is her. */
const CAROL = 'aaaaaaaa-0000-4000-8000-000000000003'

export const attack: Attack = {
  title: 'A revoked session, at the replica that was not told',
  playbook: 'RFC 8935 §2; CAEP 1.0 §3.1',
  controls: ['CAE-1'],
  expected: { by: 'orchestrator', reason: 'claims_insufficient', status: 401, error: 'insufficient_claims' },
  control: async ({ system, replicas }) => {
    const { ports } = await replicas()
    return (await system.signIn('Carol')).send(CATALOGUE, { port: ports[1] })
  },
  attempt: async ({ system, replicas }) => {
    const { ports } = await replicas()
    const { accessToken, send } = await system.signIn('Carol')
    const ask = () => send(CATALOGUE, { port: ports[1] })
    if (!(await ask()).accepted) throw new Error('refused before anything is revoked')
    // Tokens and events have whole seconds: what is revoked in the second of its sign-in would be good still.
    const after = decodeJwt(accessToken).iat! + 1
    const told = await eventToken(system, 'orchestrator', {
      sub_id: person(undefined, CAROL),
      events: { [SESSION_REVOKED]: { event_timestamp: after, initiating_entity: 'admin' } },
    })
    const taken = await push('orchestrator', told, undefined, ports[0])
    if (!taken.accepted) throw new Error(`the event is not taken: ${taken.status}`)
    return until(ask, ({ accepted }) => !accepted)
  },
}
