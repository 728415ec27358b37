import { isToolUIPart } from 'ai'
import type { Recovery } from '../failure/use-recovery.ts'
import type { Catalogue } from '../wire/catalogue.ts'
import { AnswerMarkdown } from './answer-markdown.tsx'
import type { ChatMessage } from './chat-message.ts'
import { ToolCall } from './tool-call.tsx'
import { toolStep } from './tool-step.ts'

export interface MessageActions {
  onAnswer: (id: string, approved: boolean) => void
  onRecover: Recovery['recover']
  onRetry: () => void
}

interface MessageProps extends MessageActions {
  message: ChatMessage
  catalogue: Catalogue | undefined
}

export function Message({ message, catalogue, ...actions }: MessageProps) {
  const mine = message.role === 'user'
  return (
    <li className={mine ? 'message mine' : 'message'} data-testid={mine ? 'question' : 'answer'}>
      <span className="visually-hidden">{mine ? 'You:' : 'Agent:'}</span>
      {message.parts.map((part, index) => {
        if (isToolUIPart(part)) {
          return <ToolCall key={part.toolCallId} step={toolStep(part, catalogue)} {...actions} />
        }
        if (part.type !== 'text' || part.text === '') return null
        const key = `${message.id} ${index}`
        return mine ? <p key={key}>{part.text}</p> : <AnswerMarkdown key={key} text={part.text} />
      })}
    </li>
  )
}
