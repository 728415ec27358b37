import { DefaultChatTransport } from 'ai'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import type { ChatMessage } from './chat-message.ts'

/** The AI SDK's transport, on the bound fetch: each request carries Token A and a proof. */
export function chatTransport(fetch: ResourceFetch): DefaultChatTransport<ChatMessage> {
  return new DefaultChatTransport({
    api: '/api/chat',
    fetch: (input, init) => fetch(input instanceof Request ? input.url : String(input), init),
    prepareSendMessagesRequest: ({ id, messages, body }) => ({ body: { id, messages, ...body } }),
  })
}
