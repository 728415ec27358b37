import { withTrace } from '@chain-of-trust/auth-core'
import { jsonIn, type Answer } from '../http.ts'
import { approve, askTheAgent } from './conversation.ts'
import { ORCHESTRATOR, type Session } from './live-system.ts'

export const JOBS = `${ORCHESTRATOR}/api/jobs`
const DAILY = { daily: '03:00', timeZone: 'Europe/Zurich' }

/** A job of this person, who lets it use these permissions. */
function planJob(owner: Session, scopes: readonly string[]): Promise<Answer> {
  const job = { instruction: 'Find documents about the handbook', schedule: DAILY }
  return owner.send(JOBS, { body: { ...job, delegation: { 'mcp-sharepoint': scopes } } })
}

export function cancelJob(session: Session, id: string): Promise<Answer> {
  return session.send(`${JOBS}/${id}`, { method: 'DELETE' })
}

export function runJob(session: Session, id: string): Promise<Answer> {
  return session.send(`${JOBS}/${id}/run`, { method: 'POST' })
}

/** Plans a job, and takes it back when that was accepted. */
export async function planAndCancel(owner: Session, scopes: readonly string[]): Promise<Answer> {
  const planned = await planJob(owner, scopes)
  const { id } = jsonIn(planned.text)
  if (typeof id === 'string') await cancelJob(owner, id)
  return planned
}

/** With a job of `owner`, which is gone afterwards. */
export async function withJob(owner: Session, work: (id: string) => Promise<Answer>): Promise<Answer> {
  const planned = await planJob(owner, ['Documents.Read'])
  const { id } = jsonIn(planned.text)
  if (typeof id !== 'string') throw new Error(`no job: ${planned.status} ${planned.text}`)
  try {
    return await work(id)
  } finally {
    // In a trace of its own: it is no part of the attack.
    await withTrace(undefined, () => cancelJob(owner, id))
  }
}

/** The agent plans a job, for which it needs `Documents.Read`, in a conversation that delegates these scopes. */
export async function planWithTheAgent(owner: Session, scopes: string[]): Promise<Answer> {
  const text = 'every morning at 7:30, summarise the budget 2027'
  const asked = await askTheAgent(owner, { text, delegation: { 'mcp-sharepoint': scopes } })
  const answer = await approve(owner, asked)
  const id = /"scheduled":\{"id":"([^"]+)"/.exec(answer.text)?.[1]
  if (id !== undefined) await cancelJob(owner, id)
  return answer
}
