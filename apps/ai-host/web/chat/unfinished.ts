import { isToolUIPart } from 'ai'
import type { ChatMessage, ChatPart } from './chat-message.ts'

const UNFINISHED = 'Stopped before a result came. The tool may have finished on its server.'

/**
 * Closes tool calls that will get no result any more (stopped, failed, or reloaded in the middle): a model
 * that is shown a call without a result refuses to go on.
 */
export function closeUnfinished(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.map((message) => ({ ...message, parts: message.parts.map(closed) }))
}

function closed(part: ChatPart): ChatPart {
  if (part.type === 'text' && part.state === 'streaming') return { ...part, state: 'done' }
  if (!isToolUIPart(part)) return part
  if (part.state !== 'input-streaming' && part.state !== 'input-available') return part
  const { state: _, ...rest } = part
  return { ...rest, state: 'output-error', input: part.input, errorText: UNFINISHED }
}

/** The person has answered, and the orchestrator has not heard it. */
export function answersApproval(message: ChatMessage | undefined): boolean {
  if (message?.role !== 'assistant') return false
  return message.parts.some((part) => isToolUIPart(part) && part.state === 'approval-responded')
}
