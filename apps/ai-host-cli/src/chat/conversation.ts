import { randomUUID } from 'node:crypto'
import { DefaultChatTransport, isToolUIPart, readUIMessageStream, type UIMessage } from 'ai'
import type { OrchestratorFetch } from './orchestrator-fetch.ts'
import type { ToolOutput } from './wire.ts'

type Part = UIMessage['parts'][number]
export type ToolPart = Extract<Part, { toolCallId: string }>

/** What the person allows the agent in this conversation: server name → scopes. Absent: all that the policy does. */
export type Delegation = Readonly<Record<string, readonly string[]>>

const UNFINISHED = 'Stopped before a result came. The tool may have finished on its server.'

/** One conversation with the agent, in memory only: it ends with the process. */
export class Conversation {
  readonly #transport: DefaultChatTransport<UIMessage>
  readonly #delegation: Delegation | undefined
  #id = randomUUID()
  #messages: UIMessage[] = []

  constructor(fetch: OrchestratorFetch, delegation: Delegation | undefined) {
    this.#delegation = delegation
    this.#transport = new DefaultChatTransport({
      api: '/api/chat',
      fetch: (input, init) => fetch(input instanceof Request ? input.url : String(input), init),
      prepareSendMessagesRequest: ({ id, messages, body }) => ({ body: { id, messages, ...body } }),
    })
  }

  /** The agent's last answer, as far as it has come. */
  get answer(): UIMessage | undefined {
    const last = this.#messages.at(-1)
    return last?.role === 'assistant' ? last : undefined
  }

  /** The tool calls of the last answer. */
  get calls(): ToolPart[] {
    return (this.answer?.parts ?? []).filter(isToolUIPart)
  }

  startAnew(): void {
    this.#id = randomUUID()
    this.#messages = []
  }

  ask(text: string): void {
    this.#messages = [
      ...this.#messages.map(withoutOpenEnds),
      { id: randomUUID(), role: 'user', parts: [{ type: 'text', text }] },
    ]
  }

  /** The person's word on one call that was put before them. */
  respond(approvalId: string, approved: boolean): void {
    this.#change((part) =>
      part.state === 'approval-requested' && part.approval.id === approvalId
        ? { ...part, state: 'approval-responded', approval: { ...part.approval, approved } }
        : part,
    )
  }

  /** Puts what a parked call came to in its place; what the agent said of the refusal holds no longer. */
  settle(toolCallId: string, output: ToolOutput): void {
    const parts = this.answer?.parts ?? []
    const spoken = parts.slice(0, parts.findLastIndex(isToolUIPart) + 1)
    this.#replace(spoken)
    this.#change((part) =>
      part.toolCallId === toolCallId && part.state === 'output-available' ? { ...part, output } : part,
    )
  }

  /**
   * The next answer, or the next piece of the last one, each time that something was added.
   * @throws what the fetch throws; an Error whose message the orchestrator wrote for the person
   */
  async *turn(signal: AbortSignal): AsyncGenerator<UIMessage> {
    const before = this.answer
    try {
      const stream = await this.#transport.sendMessages({
        trigger: 'submit-message',
        chatId: this.#id,
        messageId: undefined,
        messages: this.#messages,
        abortSignal: signal,
        body: {
          ...(this.#delegation === undefined ? {} : { delegation: this.#delegation }),
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      })
      let failure: unknown
      const states = readUIMessageStream({
        ...(before === undefined ? {} : { message: structuredClone(before) }),
        stream,
        onError: (error) => (failure ??= error),
      })
      for await (const message of states) {
        this.#messages = [...this.#messages.filter(({ id }) => id !== message.id), message]
        yield message
      }
      if (failure !== undefined) throw failure
      signal.throwIfAborted()
    } catch (error) {
      // A model that is shown a call without a result refuses to go on.
      this.#messages = this.#messages.map(withoutOpenEnds)
      throw error
    }
  }

  #change(change: (part: ToolPart) => ToolPart): void {
    this.#replace((this.answer?.parts ?? []).map((part) => (isToolUIPart(part) ? change(part) : part)))
  }

  #replace(parts: Part[]): void {
    const { answer } = this
    if (answer !== undefined) this.#messages = [...this.#messages.slice(0, -1), { ...answer, parts }]
  }
}

/** Calls that will get no result any more are closed. */
function withoutOpenEnds(message: UIMessage): UIMessage {
  const parts = message.parts.map((part): Part => {
    if (!isToolUIPart(part)) return part
    if (part.state !== 'input-streaming' && part.state !== 'input-available') return part
    const { state: _, ...rest } = part
    return { ...rest, state: 'output-error', input: part.input, errorText: UNFINISHED }
  })
  return { ...message, parts }
}
