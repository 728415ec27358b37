/** A conversation with the agent, up to the point where a person has to approve a call. */
import { randomUUID } from 'node:crypto'
import { jsonIn, type Answer } from '../http.ts'
import { ORCHESTRATOR, type Session } from './live-system.ts'

/** What the person says, and what they let the agent use: server → scopes. */
interface Turn {
  text: string
  delegation?: Record<string, string[]>
}

/** What the person is asked to approve. */
export interface AskedCall {
  turn: Turn
  conversation: string
  approvalId: string
  toolCallId: string
  toolName: string
  input: Record<string, unknown>
}

/** Has the agent ask for approval to share a document: with its owner, so that nothing changes. */
export function askToShare(session: Session): Promise<AskedCall> {
  return askTheAgent(session, { text: 'share the budget 2027 with alice@contoso.example' })
}

/** What the agent does about one question, without anybody's approval. */
export async function toolsCalled(
  session: Session,
  text: string,
  delegation?: Record<string, string[]>,
): Promise<{ answer: Answer; tools: unknown[] }> {
  const turn = { text, ...(delegation === undefined ? {} : { delegation }) }
  const answer = await chat(session, randomUUID(), turn)
  const calls = chunksIn(answer).filter(({ type }) => type === 'tool-input-available')
  return { answer, tools: calls.map(({ toolName }) => toolName) }
}

/** Has the agent ask for approval of what the person wants. */
export async function askTheAgent(session: Session, turn: Turn): Promise<AskedCall> {
  const conversation = randomUUID()
  const answer = await chat(session, conversation, turn)
  const chunks = chunksIn(answer)
  const { approvalId, toolCallId } = chunks.find(({ type }) => type === 'tool-approval-request') ?? {}
  const call = chunks.find(
    (chunk) => chunk['type'] === 'tool-input-available' && chunk['toolCallId'] === toolCallId,
  )
  if (typeof approvalId !== 'string' || call === undefined)
    throw new Error(`no approval asked: ${answer.text}`)
  return { turn, conversation, approvalId, ...call } as unknown as AskedCall
}

/** Sends the history back with a yes, as a browser would. The refusal of a call is inside a stream of status 200. */
export async function approve(session: Session, asked: AskedCall): Promise<Answer> {
  const { turn, conversation, approvalId, toolCallId, toolName, input } = asked
  const approval = { id: approvalId, approved: true }
  const part = { type: 'dynamic-tool', toolName, toolCallId, state: 'approval-responded', input, approval }
  const answer = await chat(session, conversation, turn, { id: 'answer', role: 'assistant', parts: [part] })
  const output = chunksIn(answer).find(({ type }) => type === 'tool-output-available')?.['output']
  const { ok, refusal } = (output ?? {}) as { ok?: boolean; refusal?: { error?: string } }
  return { ...answer, accepted: ok === true, error: refusal?.error }
}

function chat(session: Session, id: string, turn: Turn, ...more: object[]): Promise<Answer> {
  const { text, delegation } = turn
  const question = { id: 'question', role: 'user', parts: [{ type: 'text', text }] }
  return session.send(`${ORCHESTRATOR}/api/chat`, { body: { id, messages: [question, ...more], delegation } })
}

function chunksIn({ text }: Answer): Record<string, unknown>[] {
  return text.split('\n\n').map((line) => jsonIn(line.replace(/^data: /, '')))
}
