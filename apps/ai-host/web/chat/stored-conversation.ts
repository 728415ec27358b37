import * as z from 'zod'
import { readStored } from '../session-storage.ts'
import type { ChatMessage } from './chat-message.ts'
import { closeUnfinished } from './unfinished.ts'

interface StoredConversation {
  id: string
  messages: ChatMessage[]
}

// The page wrote it; the shape is checked as far as the page would fall over it.
const Stored = z.object({
  id: z.string(),
  messages: z.array(z.custom<ChatMessage>((message) => Message.safeParse(message).success)),
})
const Message = z.object({ id: z.string(), role: z.string(), parts: z.array(z.object({ type: z.string() })) })

export function emptyConversation(): StoredConversation {
  return { id: crypto.randomUUID(), messages: [] }
}

export function storedConversation(name: string): StoredConversation {
  const { data } = Stored.safeParse(readStored(name))
  return data === undefined ? emptyConversation() : { ...data, messages: closeUnfinished(data.messages) }
}
