import type { Attack } from '../../attack.ts'
import { currentTrace } from '@chain-of-trust/auth-core'
import type { Answer } from '../../http.ts'
import { ask, auditReader, doSomething, othersAmong, type SeenEvent } from '../../system/audit-trail.ts'
import type { LiveSystem } from '../../system/live-system.ts'

/** Nobody says no: what comes after that event is Bob's alone. */
export const attack: Attack = {
  title: "Bob resumes a stream before an event of Alice's",
  playbook: 'playbook: least privilege; WHATWG HTML: Last-Event-ID; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', status: 200 },
  control: ({ system }) => resumeAs('Alice', system),
  attempt: ({ system }) => resumeAs('Bob', system),
}

/** Milliseconds: as long as nothing comes, the stream says that it is there, and is asked again. */
const PATIENCE = 60_000

/** @returns accepted when an event of Alice's came */
async function resumeAs(person: string, system: LiveSystem): Promise<Answer> {
  const { traceId } = currentTrace()!
  const alice = await auditReader('Alice')
  const first = await doSomething(system, 'Alice', alice, traceId)
  const reader = await auditReader(person)
  // Events come by their ids: when this one of their own is there, hers would have been.
  await doSomething(system, person, reader, traceId)
  const end = performance.now() + PATIENCE
  const answer = await ask(reader, `events/stream?trace=${traceId}&service=orchestrator`, {
    headers: { 'last-event-id': String(first.id - 1) },
    enough: (text) => eventsOf(text).length > 0 || performance.now() > end,
  })
  const events = eventsOf(answer.text)
  if (answer.accepted && events.length === 0) throw new Error('no event came at all')
  return { ...answer, accepted: events.some(({ id }) => id === first.id) || othersAmong(events, reader) }
}

const eventsOf = (text: string): SeenEvent[] =>
  [...text.matchAll(/^data: (\{"id".+)$/gm)].map(([, data]) => JSON.parse(data!) as SeenEvent)
