import type { Attack } from '../../attack.ts'
import { currentTrace } from '@chain-of-trust/auth-core'
import { ask, auditReader, doSomething, eventsIn, othersAmong } from '../../system/audit-trail.ts'

/** Nobody says no: the answer has what is Bob's in that trace, and nothing else. */
export const attack: Attack = {
  title: "Bob asks for Alice's records by the trace id of her request",
  playbook: 'playbook: a trace id is the client’s to choose; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', status: 200 },
  control: async ({ system }) => {
    const { traceId } = currentTrace()!
    const alice = await auditReader('Alice')
    await doSomething(system, 'Alice', alice, traceId)
    const answer = await ask(alice, `events?trace=${traceId}`)
    return { ...answer, accepted: eventsIn(answer).length > 0 }
  },
  attempt: async ({ system }) => {
    const { traceId } = currentTrace()!
    await doSomething(system, 'Alice', await auditReader('Alice'), traceId)
    const bob = await auditReader('Bob')
    const answer = await ask(bob, `events?trace=${traceId}`)
    return { ...answer, accepted: answer.accepted && othersAmong(eventsIn(answer), bob) }
  },
}
