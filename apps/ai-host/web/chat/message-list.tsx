import type { ReactNode } from 'react'
import type { Catalogue } from '../wire/catalogue.ts'
import { Message, type MessageActions } from './message.tsx'
import type { Conversation } from './use-conversation.ts'
import { useStickToBottom } from './use-stick-to-bottom.ts'

interface MessageListProps extends MessageActions {
  conversation: Conversation
  catalogue: Catalogue | undefined
  /** What stands after the last message: a failure. */
  children: ReactNode
}

export function MessageList({ conversation, catalogue, children, ...actions }: MessageListProps) {
  const { messages, status } = conversation
  const box = useStickToBottom()
  return (
    <div
      className="messages"
      ref={box}
      role="log"
      aria-label="Conversation"
      aria-busy={status === 'streaming'}
      // It scrolls, so the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <ol>
        {messages.map((message, index) => (
          <Message
            key={message.id}
            message={message}
            isLast={index === messages.length - 1}
            catalogue={catalogue}
            {...actions}
          />
        ))}
      </ol>
      {status === 'submitted' && (
        <p className="thinking">
          <span className="spinner" aria-hidden="true" /> Thinking…
        </p>
      )}
      {children}
    </div>
  )
}
