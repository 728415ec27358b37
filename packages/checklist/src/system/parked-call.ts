/** A call that waits until the person has proved more of who they are. */
import { jsonIn, type Answer } from '../http.ts'
import { ORCHESTRATOR, type LiveSystem, type Session } from './live-system.ts'
import { NOT_STEPPED_UP } from './sign-in.ts'

export interface ParkedCall {
  id: string
  /** Whose it is, before they stepped up. */
  owner: Session
}

/** Alice asks for a deletion without the second factor that it takes. Of nothing, so that nothing changes. */
export async function parkDeletion(system: LiveSystem, port?: number): Promise<ParkedCall> {
  const owner = await system.signIn('Alice', NOT_STEPPED_UP)
  const { status, text } = await owner.send(`${ORCHESTRATOR}/api/tools/mcp-sharepoint/delete_document`, {
    body: { id: 'no-such-document' },
    ...(port === undefined ? {} : { port }),
  })
  const { id } = (jsonIn(text)['operation'] ?? {}) as { id?: string }
  if (id === undefined) throw new Error(`not parked: ${status} ${text}`)
  return { id, owner }
}

/** A call that ran was let through, whatever its tool then said. */
export async function resume(session: Session, id: string): Promise<Answer> {
  const answer = await session.send(`${ORCHESTRATOR}/api/operations/${id}/resume`, { method: 'POST' })
  const { output } = jsonIn(answer.text) as { output?: { refusal?: { error?: string } } }
  const error = output?.refusal?.error
  return error === undefined ? answer : { ...answer, accepted: false, error }
}

export function cancel(session: Session, id: string): Promise<Answer> {
  return session.send(`${ORCHESTRATOR}/api/operations/${id}`, { method: 'DELETE' })
}
