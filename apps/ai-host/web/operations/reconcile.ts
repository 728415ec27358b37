import { isToolUIPart } from 'ai'
import type { ChatMessage, ChatPart } from '../chat/chat-message.ts'
import type { Operation } from '../wire/operation.ts'
import { ToolOutput } from '../wire/tool-output.ts'
import { endOfOperation } from './end-of-operation.ts'

/**
 * Puts into a conversation what the server knows: the result of each operation that has ended, in the place
 * of its card; and, where a reload cut a call off, the card of the operation that it became.
 * @param conversation id, to find calls whose parking this page never heard of
 * @returns the same list when there is nothing to change
 */
export function reconcile(
  messages: ChatMessage[],
  operations: readonly Operation[],
  conversation: string,
): ChatMessage[] {
  const ours = operations.filter((operation) => operation.conversation === conversation)
  const byCall = new Map(ours.map((operation) => [operation.toolCallId, operation]))
  let changed = false
  const next = messages.map((message, index) => {
    const isLast = index === messages.length - 1
    let continues = false
    const parts = message.parts.map((part) => {
      const output = isToolUIPart(part) ? outputFor(part, operations, byCall) : undefined
      if (output === undefined || !isToolUIPart(part)) return part
      changed = true
      continues ||= resumes(output)
      return withOutput(part, output)
    })
    // What the agent said of the refusal holds no longer: it speaks again, of the result.
    return { ...message, parts: isLast && continues ? withoutLastWords(parts) : parts }
  })
  return changed ? next : messages
}

/**
 * The agent has not yet heard what came of its call: every call of the last answer has ended, at least one
 * of them by the person's confirmation, and nothing was said since.
 */
export function awaitsContinuation(message: ChatMessage | undefined): boolean {
  if (message?.role !== 'assistant') return false
  const calls = message.parts.filter(isToolUIPart)
  const outputs = calls.map((call) => outputOf(call))
  const ended = calls.every((call, index) => isOver(call, outputs[index]))
  if (!ended || !outputs.some((output) => output !== undefined && resumes(output))) return false
  return message.parts.length === withoutLastWords(message.parts).length
}

type ToolPart = Extract<ChatPart, { toolCallId: string }>

function outputFor(
  part: ToolPart,
  operations: readonly Operation[],
  byCall: ReadonlyMap<string | undefined, Operation>,
): ToolOutput | undefined {
  const output = outputOf(part)
  const parked = output?.ok === false ? output.refusal.operation : undefined
  if (parked !== undefined) {
    const operation = operations.find(({ id }) => id === parked.id)
    return operation && endOfOperation(operation)
  }
  // A result is there, or the person has not answered yet: nothing was cut off.
  if (part.state !== 'output-error' && part.state !== 'approval-responded') return undefined
  const operation = byCall.get(part.toolCallId)
  return operation && (endOfOperation(operation) ?? placeHolder(operation))
}

/** As the stream would have said it, had it not been cut off. */
function placeHolder({ id, expiresAt, needs, server = '', tool = '' }: Operation): ToolOutput {
  const { kind = 'step_up', by = 'orchestrator', reason = 'It waits for you.', claims } = needs ?? {}
  return {
    ok: false,
    server,
    tool,
    refusal: {
      by,
      reason,
      remedy: REMEDIES[kind],
      ...(claims === undefined ? {} : { claims }),
      operation: { id, expiresAt },
    },
  }
}

const REMEDIES: Record<NonNullable<Operation['needs']>['kind'], string> = {
  step_up: 'step_up',
  consent: 'ask_consent',
  sign_in: 'sign_in_again',
  link: 'connect_account',
}

function withOutput(part: ToolPart, output: ToolOutput): ChatPart {
  const { type, toolCallId } = part
  const common = { toolCallId, state: 'output-available' as const, input: part.input, output }
  return part.type === 'dynamic-tool'
    ? { type: 'dynamic-tool', toolName: part.toolName, ...common }
    : { type: type as `tool-${string}`, ...common }
}

function outputOf(part: ToolPart): ToolOutput | undefined {
  return part.state === 'output-available' ? ToolOutput.safeParse(part.output).data : undefined
}

function isOver(part: ToolPart, output: ToolOutput | undefined): boolean {
  if (part.state === 'output-error' || part.state === 'output-denied') return true
  return part.state === 'output-available' && (output?.ok !== false || output.refusal.operation === undefined)
}

/** The orchestrator ran it again: not cancelled, not expired. */
function resumes(output: ToolOutput): boolean {
  if (output.operation === undefined) return false
  return output.ok || !NOT_RUN.has(output.refusal.error ?? '')
}

const NOT_RUN = new Set(['operation_cancelled', 'operation_expired'])

function withoutLastWords(parts: ChatPart[]): ChatPart[] {
  const lastCall = parts.findLastIndex(isToolUIPart)
  return parts.slice(0, lastCall + 1)
}
