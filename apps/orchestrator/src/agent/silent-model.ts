import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { wrapLanguageModel } from 'ai'
import type { Turn } from './turn.ts'

/**
 * The model is not asked while a call waits for the person: whatever it said, apologies or a second try, would be
 * about something that is not over. A condition of `stopWhen` is too late, because the SDK asks once after it
 * has run the calls that were just approved.
 */
export function silentWhileWaiting(model: LanguageModelV4, turn: Turn): LanguageModelV4 {
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream }) =>
        turn.waits === true ? { stream: ReadableStream.from(NOTHING) } : await doStream(),
    },
  })
}

const NOTHING: LanguageModelV4StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  {
    type: 'finish',
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 0, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 0, text: undefined, reasoning: undefined },
    },
  },
]
