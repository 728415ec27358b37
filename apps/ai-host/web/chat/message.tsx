import { isToolUIPart } from 'ai'
import type { Failure } from '../failure/failure.ts'
import type { Catalogue } from '../wire/catalogue.ts'
import { AnswerMarkdown } from './answer-markdown.tsx'
import type { ChatMessage } from './chat-message.ts'
import { ToolCall } from './tool-call.tsx'
import { toolStep } from './tool-step.ts'
import type { CallOperations } from './waiting-call.tsx'

export interface MessageActions {
  onAnswer: (id: string, approved: boolean) => void
  onRecover: (failure: Failure) => void
  operations: CallOperations
  onShowJobs: () => void
}

interface MessageProps extends MessageActions {
  message: ChatMessage
  /** Only the last one can still be acted on. */
  isLast: boolean
  catalogue: Catalogue | undefined
}

export function Message({ message, isLast, catalogue, onRecover, ...actions }: MessageProps) {
  const mine = message.role === 'user'
  return (
    <li className={mine ? 'message mine' : 'message'} data-testid={mine ? 'question' : 'answer'}>
      <span className="visually-hidden">{mine ? 'You:' : 'Agent:'}</span>
      {message.parts.map((part, index) => {
        if (isToolUIPart(part)) {
          return (
            <ToolCall
              key={part.toolCallId}
              step={toolStep(part, catalogue)}
              record={message.metadata ?? {}}
              onRecover={isLast ? onRecover : undefined}
              {...actions}
            />
          )
        }
        if (part.type !== 'text' || part.text === '') return null
        const key = `${message.id} ${index}`
        return mine ? <p key={key}>{part.text}</p> : <AnswerMarkdown key={key} text={part.text} />
      })}
    </li>
  )
}
