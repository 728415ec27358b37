import { DefaultChatTransport } from 'ai'
import type { OrchestratorFetch } from '../auth/orchestrator-fetch.ts'
import type { ChatMessage } from './chat-message.ts'

/** The AI SDK's transport, on the bound fetch: each request carries Token A and a proof. */
export function chatTransport(fetch: OrchestratorFetch): DefaultChatTransport<ChatMessage> {
  return new DefaultChatTransport({
    api: '/api/chat',
    fetch: (input, init) => fetch(input instanceof Request ? input.url : String(input), init),
    prepareSendMessagesRequest: ({ id, messages, body }) => ({ body: { id, messages, ...body } }),
  })
}
