import { useChat, type UseChatHelpers } from '@ai-sdk/react'
import { lastAssistantMessageIsCompleteWithApprovalResponses } from 'ai'
import { useEffect, useState } from 'react'
import type { OrchestratorFetch } from '../auth/orchestrator-fetch.ts'
import { failureOfAnswer } from '../failure/failure-of.ts'
import type { Failure } from '../failure/failure.ts'
import { store } from '../session-storage.ts'
import type { ChatMessage } from './chat-message.ts'
import { emptyConversation, storedConversation } from './stored-conversation.ts'
import { chatTransport } from './transport.ts'
import { answersApproval, closeUnfinished } from './unfinished.ts'

export interface Conversation {
  messages: ChatMessage[]
  status: UseChatHelpers<ChatMessage>['status']
  failure: Failure | undefined
  /** False once it has retried by itself often enough. */
  retriesByItself: boolean
  ask: (text: string) => void
  answerApproval: (id: string, approved: boolean) => void
  stop: () => void
  retry: () => void
  startNew: () => void
}

const AUTOMATIC_RETRIES = 3

/**
 * One conversation with the agent. It survives a reload, in this tab, for this person.
 * @param delegation what the person delegates now; it goes with each request
 */
export function useConversation(
  personId: string,
  fetch: OrchestratorFetch,
  delegation: Record<string, string[]>,
): Conversation {
  const name = `conversation ${personId}`
  const [initial, setInitial] = useState(() => storedConversation(name))
  const [retries, setRetries] = useState(0)
  const chat = useChat<ChatMessage>({
    ...initial,
    transport: chatTransport(fetch),
    throttle: 50,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
    onFinish: ({ isAbort, isError }) => {
      if (isAbort || isError) chat.setMessages(closeUnfinished)
      else setRetries(0)
    },
  })
  const { messages } = chat
  useEffect(() => store(name, { id: initial.id, messages }), [name, initial.id, messages])

  const options = { body: { delegation } }
  return {
    messages,
    status: chat.status,
    failure: chat.error && failureOfAnswer(chat.error),
    retriesByItself: retries < AUTOMATIC_RETRIES,
    ask: (text) => void chat.sendMessage({ text }, options),
    answerApproval: (id, approved) => void chat.addToolApprovalResponse({ id, approved, options }),
    stop: () => void chat.stop(),
    retry: () => {
      setRetries(retries + 1)
      // An answer to an approval that did not arrive is sent again: the question must not be asked anew.
      const again = answersApproval(messages.at(-1))
      void (again ? chat.sendMessage(undefined, options) : chat.regenerate(options))
    },
    startNew: () => {
      void chat.stop()
      setInitial(emptyConversation())
    },
  }
}
