import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  streamText,
  toUIMessageStream,
  type StreamTextTransform,
  type ToolSet,
} from 'ai'
import { outageOf } from '../outage.ts'
import type { RefusalOutput } from '../tools/tool-output.ts'
import { refusalOutputOf } from '../tools/tool-refusal.ts'
import type { History } from './history.ts'
import type { ChatModel } from './model.ts'
import { silentWhileWaiting } from './silent-model.ts'
import { sentenceFor } from './stream-error.ts'
import { clockLine, SYSTEM_PROMPT } from './system-prompt.ts'
import { offerTools, type Offered, type Toolbox } from './tools.ts'
import type { Turn } from './turn.ts'

/** Model calls in one turn: a loop that does not end would spend the person's power all the same. */
const MAX_STEPS = 8
const KEEP_ALIVE = 15_000

export interface Chat {
  turn: Turn
  history: History
  traceId: string | undefined
  timeZone: string | undefined
}

/** Answers one turn as the AI SDK's UI message stream (server-sent events). */
export async function chat(
  { turn, history, traceId, timeZone }: Chat,
  { model, ...box }: Toolbox & { model: ChatModel },
): Promise<Response> {
  const { messages, answers } = history
  const offered = await offerTools(turn, box)
  await recordDeclined(turn, answers, offered)

  const result = streamText({
    model: silentWhileWaiting(model.languageModel, turn),
    instructions: `${SYSTEM_PROMPT}\n\n${clockLine(timeZone)}`,
    messages: await convertToModelMessages(messages, { tools: offered.tools }),
    tools: offered.tools,
    toolApproval: offered.approval,
    experimental_transform: recordRequested(turn, offered),
    stopWhen: isStepCount(MAX_STEPS),
    // A retry would keep the person waiting in silence: they are told, and when to try again.
    maxRetries: 0,
    abortSignal: turn.caller.signal,
    onError: ({ error }) => box.log.error({ err: error }, 'chat failed'),
  })
  const stream = toUIMessageStream({
    stream: result.stream,
    tools: offered.tools,
    originalMessages: messages,
    generateMessageId: () => crypto.randomUUID(),
    messageMetadata: ({ part }) => (part.type === 'start' ? { traceId } : undefined),
    onError: sentenceFor,
  })
  return createUIMessageStreamResponse({ stream, keepAliveMs: KEEP_ALIVE })
}

/**
 * Every approval request is in the ledger before the browser can see it. One that cannot be kept is not shown: the
 * person's yes would count for nothing.
 */
function recordRequested(turn: Turn, { rows }: Offered): StreamTextTransform<ToolSet> {
  return () =>
    new TransformStream({
      async transform(part, controller) {
        const row = part.type === 'tool-approval-request' ? rows.get(part.toolCall.toolName) : undefined
        if (part.type === 'tool-approval-request' && row !== undefined) {
          const { toolCallId, input } = part.toolCall
          const call = { toolCallId, tool: `${row.server.name}/${row.tool.name}`, input }
          const refusal = await turn.approvals
            .requested(part.approvalId, call)
            .then(() => undefined, asOutage)
          if (refusal !== undefined) {
            const output = { ok: false, server: row.server.name, tool: row.tool.name, refusal }
            const { toolName } = part.toolCall
            controller.enqueue({ type: 'tool-result', toolCallId, toolName, input, output, dynamic: true })
            return
          }
        }
        controller.enqueue(part)
      },
    })
}

function asOutage(failure: unknown): RefusalOutput {
  if (outageOf(failure) === undefined) throw failure
  return refusalOutputOf(failure, 'orchestrator')
}

async function recordDeclined(turn: Turn, answers: History['answers'], { rows }: Offered): Promise<void> {
  for (const [toolCallId, answer] of answers) {
    const row = rows.get(answer.toolName)
    if (answer.approved || row === undefined) continue
    const call = { toolCallId, tool: `${row.server.name}/${row.tool.name}`, input: answer.input }
    await turn.approvals.declined(answer, call)
  }
}
