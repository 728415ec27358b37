import type { UIMessage } from 'ai'

/** A message as page and orchestrator exchange it; `at` is this page's: when the answer ended, ISO 8601. */
export type ChatMessage = UIMessage<{ traceId?: string; at?: string }>

export type ChatPart = ChatMessage['parts'][number]
