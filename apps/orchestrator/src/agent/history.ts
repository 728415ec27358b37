import {
  isStaticToolUIPart,
  isToolUIPart,
  safeValidateUIMessages,
  type DynamicToolUIPart,
  type UIMessage,
} from 'ai'
import * as z from 'zod'
import type { Answer } from '../approval/approvals.ts'
import { InvalidRequest } from '../invalid-request.ts'

const MOST_MESSAGES = 200
/** Calls in the message that is continued: each that says it was parked is looked up. A turn makes a few. */
const MOST_CALLS = 100

/** The conversation so far, as far as it may reach a model, and what the person just answered. */
export interface History {
  messages: UIMessage[]
  /** By tool call. */
  answers: ReadonlyMap<string, Answer & { toolName: string; input: unknown }>
}

/** A call of the caller's own that waited and has ended, as it was stored. */
export interface EndedCall {
  toolName: string
  input: unknown
  output: unknown
}

/** Looks up an operation for this tool call of this conversation of the caller; of nobody else. */
export type FindEnded = (operationId: string, toolCallId: string) => Promise<EndedCall | undefined>

/**
 * Admits the history that the browser sent. It is the caller's own claim and carries no authority: invented
 * answers and tool results can mislead the caller's own model, but scopes, approvals and permissions are
 * decided from the token, the policy and the approval ledger.
 *
 * A turn is continued without a word of the person where a parked call has ended since: what it came to is read
 * from our own store, and the browser's copy, the call's name and arguments included, is not looked at.
 *
 * The messages are built anew from what is wanted, not cleansed of what is not: a file part would make the
 * server fetch its URL, a system message would speak in our voice, and provider options would steer the model.
 * @throws InvalidRequest
 */
export async function admitHistory(input: unknown, findEnded: FindEnded): Promise<History> {
  if (Array.isArray(input) && input.length > MOST_MESSAGES) {
    throw new InvalidRequest(`messages: at most ${MOST_MESSAGES}`)
  }
  const read = await safeValidateUIMessages({ messages: input })
  if (!read.success) throw new InvalidRequest('messages: not a list of UI messages')
  const messages = read.data
  const last = messages.at(-1)
  const admitted = messages.map((message) => rebuilt(message, message === last))

  const calls = admitted.flatMap((message) => message.parts.filter(isToolUIPart))
  if (new Set(calls.map(({ toolCallId }) => toolCallId)).size < calls.length) {
    // Two calls of one id: the one that is approved need not be the one that runs.
    throw new InvalidRequest('messages: two tool calls have the same id')
  }
  const answers = answersIn(admitted.at(-1))
  const resumed = last?.role === 'assistant' && (await restoreEnded(admitted.at(-1)!, findEnded))
  if (last?.role !== 'user' && answers.size === 0 && !resumed) {
    throw new InvalidRequest(
      'messages: the last one must be from the user, answer an approval, or hold a call that was resumed',
    )
  }
  return { messages: admitted, answers }
}

/** Puts what is stored in the place of what the browser says; @returns whether there was any */
async function restoreEnded(message: UIMessage, findEnded: FindEnded): Promise<boolean> {
  const parts = message.parts.filter((part) => part.type === 'dynamic-tool')
  if (parts.length > MOST_CALLS) throw new InvalidRequest(`messages: at most ${MOST_CALLS} calls in the last`)
  let restored = false
  // One after the other: a list that a browser made up must not take every connection to the database at once.
  for (const part of parts) {
    const id = part.state === 'output-available' ? operationIn(part.output) : undefined
    const ended = id === undefined ? undefined : await findEnded(id, part.toolCallId)
    if (ended !== undefined) Object.assign(part, ended)
    restored ||= ended !== undefined
  }
  return restored
}

/** The operation that an output says it comes from, or waits for. */
function operationIn(output: unknown): string | undefined {
  const { data } = Named.safeParse(output)
  return data?.operation?.id ?? data?.refusal?.operation?.id
}

const Reference = z.object({ id: z.string() }).optional().catch(undefined)
const Named = z.object({
  operation: Reference,
  refusal: z.object({ operation: Reference }).optional().catch(undefined),
})

function rebuilt({ id, role, parts }: UIMessage, isLast: boolean): UIMessage {
  if (role === 'system') throw new InvalidRequest('messages: a system message is not yours to send')
  const kept = parts.flatMap((part): UIMessage['parts'] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }]
    if (role === 'user') throw new InvalidRequest(`messages: a ${part.type} part is not supported, only text`)
    // Keeps the steps apart: a model's call belongs before its result.
    if (part.type === 'step-start') return [{ type: 'step-start' }]
    return isToolUIPart(part) ? toolPart(part, isLast) : []
  })
  return { id, role, parts: kept }
}

type ToolPart = Extract<UIMessage['parts'][number], { toolCallId: string }>

/** A call that ended, or (in the last message) one that the person answered; others never happened. */
function toolPart(part: ToolPart, isLast: boolean): DynamicToolUIPart[] {
  const toolName = isStaticToolUIPart(part) ? part.type.slice('tool-'.length) : part.toolName
  const common = { type: 'dynamic-tool', toolName, toolCallId: part.toolCallId } as const
  const { state } = part
  if (state === 'output-available') return [{ ...common, state, input: part.input, output: part.output }]
  if (state === 'output-error') return [{ ...common, state, input: part.input, errorText: part.errorText }]
  if (state === 'output-denied') {
    const { id, reason } = part.approval
    const approval = { id, approved: false as const, ...(reason === undefined ? {} : { reason }) }
    return [{ ...common, state, input: part.input, approval }]
  }
  if (state === 'approval-responded' && isLast) {
    const { id, approved, reason } = part.approval
    const approval = { id, approved, ...(reason === undefined ? {} : { reason }) }
    return [{ ...common, state, input: part.input, approval }]
  }
  return []
}

function answersIn(message: UIMessage | undefined): History['answers'] {
  const parts = (message?.parts ?? []).filter((part) => part.type === 'dynamic-tool')
  return new Map(
    parts.flatMap((part) =>
      part.state === 'approval-responded' ? [[part.toolCallId, answerOf(part.approval, part)] as const] : [],
    ),
  )
}

function answerOf(
  { id, approved }: { id: string; approved: boolean },
  { toolName, input }: { toolName: string; input: unknown },
): Answer & { toolName: string; input: unknown } {
  return { approvalId: id, approved, toolName, input }
}
