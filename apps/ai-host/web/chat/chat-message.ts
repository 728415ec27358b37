import type { UIMessage } from 'ai'

/** A message as page and orchestrator exchange it. */
export type ChatMessage = UIMessage<{ traceId?: string }>

export type ChatPart = ChatMessage['parts'][number]
