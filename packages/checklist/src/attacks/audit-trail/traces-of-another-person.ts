import type { Attack } from '../../attack.ts'
import { currentTrace, withTrace } from '@chain-of-trust/auth-core'
import { jsonIn, type Answer } from '../../http.ts'
import { ask, auditReader, doSomething } from '../../system/audit-trail.ts'
import type { LiveSystem } from '../../system/live-system.ts'

/** Nobody says no: the list has Bob's requests, and nothing else. */
export const attack: Attack = {
  title: "Bob looks for Alice's request in the list of all",
  playbook: 'playbook: least privilege; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', status: 200 },
  control: ({ system }) => listAs('Alice', system),
  attempt: ({ system }) => listAs('Bob', system),
}

async function listAs(person: string, system: LiveSystem): Promise<Answer> {
  // A trace of hers alone: the attempt itself is one that both take part in.
  const alices = await withTrace(undefined, async () => {
    const { traceId } = currentTrace()!
    await doSomething(system, 'Alice', await auditReader('Alice'), traceId)
    return traceId
  })
  const answer = await ask(await auditReader(person), 'traces?limit=100')
  const traces = jsonIn(answer.text)['traces'] as { trace_id: string }[]
  return { ...answer, accepted: traces.some(({ trace_id }) => trace_id === alices) }
}
