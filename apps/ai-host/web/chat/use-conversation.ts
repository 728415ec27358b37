import { useChat, type UseChatHelpers } from '@ai-sdk/react'
import { lastAssistantMessageIsCompleteWithApprovalResponses } from 'ai'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { failureOfAnswer } from '../failure/failure-of.ts'
import type { Failure } from '../failure/failure.ts'
import { awaitsContinuation, reconcile } from '../operations/reconcile.ts'
import { store } from '../session-storage.ts'
import { TIME_ZONE } from '../time-zone.ts'
import type { Operation } from '../wire/operation.ts'
import type { ChatMessage } from './chat-message.ts'
import { emptyConversation, storedConversation } from './stored-conversation.ts'
import { chatTransport } from './transport.ts'
import { answersApproval, closeUnfinished } from './unfinished.ts'

export interface Conversation {
  id: string
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

interface ConversationOptions {
  personId: string
  fetch: ResourceFetch
  /** What the person delegates now; it goes with each request. Absent while it is not known. */
  delegation: Record<string, string[]> | undefined
  /** What the orchestrator says of calls that waited for the person. */
  operations: readonly Operation[]
}

const AUTOMATIC_RETRIES = 3

/** One conversation with the agent. It survives a reload, in this tab, for this person. */
export function useConversation({
  personId,
  fetch,
  delegation,
  operations,
}: ConversationOptions): Conversation {
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
      chat.setMessages(withTime)
    },
  })
  const { messages, status } = chat
  useEffect(() => store(name, { id: initial.id, messages }), [name, initial.id, messages])

  const options = { body: { delegation: delegation ?? {}, timeZone: TIME_ZONE } }
  const reconcileWith = useEffectEvent((known: readonly Operation[]) => {
    const next = reconcile(messages, known, initial.id)
    if (next !== messages) chat.setMessages(next)
  })
  const idle = status === 'ready' || status === 'error'
  useEffect(() => {
    if (idle) reconcileWith(operations)
  }, [operations, idle])

  const retried = useRef<unknown>(undefined)
  const continued = useRef<string>(undefined)
  const goOn = useEffectEvent(() => {
    const step = JSON.stringify(messages.at(-1)?.parts)
    // Once for each result; if that fails, the person is offered to try again.
    if (continued.current === step) return
    continued.current = step
    void chat.sendMessage(undefined, options)
  })
  const goesOn = status === 'ready' && delegation !== undefined && awaitsContinuation(messages.at(-1))
  useEffect(() => {
    if (goesOn) goOn()
  }, [goesOn])

  return {
    id: initial.id,
    messages,
    status,
    failure: chat.error && failureOfAnswer(chat.error),
    retriesByItself: retries < AUTOMATIC_RETRIES,
    ask: (text) => void chat.sendMessage({ text }, options),
    answerApproval: (id, approved) => void chat.addToolApprovalResponse({ id, approved, options }),
    stop: () => void chat.stop(),
    retry: () => {
      // A second click, or the end of a countdown, before the page has changed: two answers would come to one question.
      const attempt = chat.error ?? messages.at(-1)
      if (retried.current === attempt) return
      retried.current = attempt
      setRetries(retries + 1)
      // An answer to an approval, or a result, that did not arrive is sent again: nothing is asked anew.
      const again = answersApproval(messages.at(-1)) || awaitsContinuation(messages.at(-1))
      void (again ? chat.sendMessage(undefined, options) : chat.regenerate(options))
    },
    startNew: () => {
      void chat.stop()
      setInitial(emptyConversation())
    },
  }
}

/** When the last answer ended: for those who have to find a refusal in a log. */
function withTime(messages: ChatMessage[]): ChatMessage[] {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return messages
  const metadata = { ...last.metadata, at: new Date().toISOString() }
  return [...messages.slice(0, -1), { ...last, metadata }]
}
