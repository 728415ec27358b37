import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { setTimeout as sleep } from 'node:timers/promises'
import { WORDS } from './answer.ts'
import { readConversation } from './conversation.ts'
import { nextMove } from './plan.ts'

export interface RehearsedOptions {
  /** Milliseconds between two pieces of text, so that streaming can be seen. */
  pace?: number
}

/**
 * A language model that has learnt its part: deterministic, offline, without a key. It stands behind the same
 * interface as any provider, so everything around it is the code that a real model would run through.
 */
export function createRehearsedModel({ pace = 15 }: RehearsedOptions = {}): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'rehearsed',
    modelId: 'rehearsed',
    supportedUrls: {},
    doGenerate: (options) => Promise.resolve(generate(options)),
    doStream: (options) => Promise.resolve({ stream: ReadableStream.from(speak(options, pace)) }),
  }
}

type Reply = { text: string } | { toolName: string; input: string }

function replyTo({ prompt, tools = [] }: LanguageModelV4CallOptions): Reply {
  const move = nextMove(readConversation(prompt))
  if (move.kind === 'say') return { text: move.text }
  // Tools are named `<server>__<tool>`; whichever server offers it.
  const offered = tools.find(({ name }) => name.endsWith(`__${move.tool}`))
  return offered === undefined
    ? { text: WORDS.noTool }
    : { toolName: offered.name, input: JSON.stringify(move.input) }
}

function generate(options: LanguageModelV4CallOptions): LanguageModelV4GenerateResult {
  const reply = replyTo(options)
  const content: LanguageModelV4GenerateResult['content'] =
    'text' in reply
      ? [{ type: 'text', text: reply.text }]
      : [{ type: 'tool-call', toolCallId: crypto.randomUUID(), ...reply }]
  return { content, finishReason: finished(reply), usage: USAGE, warnings: [] }
}

async function* speak(
  options: LanguageModelV4CallOptions,
  pace: number,
): AsyncGenerator<LanguageModelV4StreamPart> {
  const reply = replyTo(options)
  const id = crypto.randomUUID()
  const { abortSignal } = options
  yield { type: 'stream-start', warnings: [] }
  if ('text' in reply) {
    yield { type: 'text-start', id }
    for (const delta of pieces(reply.text)) {
      yield { type: 'text-delta', id, delta }
      if (pace > 0) await sleep(pace, undefined, abortSignal === undefined ? {} : { signal: abortSignal })
    }
    yield { type: 'text-end', id }
  } else {
    yield { type: 'tool-input-start', id, toolName: reply.toolName }
    yield { type: 'tool-input-delta', id, delta: reply.input }
    yield { type: 'tool-input-end', id }
    yield { type: 'tool-call', toolCallId: id, ...reply }
  }
  yield { type: 'finish', finishReason: finished(reply), usage: USAGE }
}

/** A few words at a time; joined again they are the text. */
function pieces(text: string): string[] {
  return text.match(/(?:\S+\s*){1,3}|\s+/g) ?? []
}

function finished(reply: Reply): LanguageModelV4FinishReason {
  return { unified: 'text' in reply ? 'stop' : 'tool-calls', raw: undefined }
}

const USAGE: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}
