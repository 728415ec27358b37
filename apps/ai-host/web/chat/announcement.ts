import { isToolUIPart } from 'ai'
import type { Catalogue } from '../wire/catalogue.ts'
import type { Conversation } from './use-conversation.ts'
import { toolStep } from './tool-step.ts'

/** One short sentence on where things stand, for those who do not see the page move. */
export function announcement(
  { messages, status }: Pick<Conversation, 'messages' | 'status'>,
  catalogue: Catalogue | undefined,
): string {
  const last = messages.at(-1)
  if (last === undefined) return ''
  const steps = last.parts.filter(isToolUIPart).map((part) => toolStep(part, catalogue))
  const asking = steps.find(({ state }) => state === 'asking')
  if (asking !== undefined) return `Your approval is needed: ${asking.title}.`
  const waiting = steps.find(({ state }) => state === 'waiting')
  if (waiting !== undefined && status === 'ready') return `It waits for you: ${waiting.title}.`
  const running = steps.find(({ state }) => state === 'running' || state === 'approved')
  if (running !== undefined) return `Running: ${running.title}.`
  if (status === 'submitted') return 'Waiting for the agent.'
  if (status === 'streaming') return 'The agent is answering.'
  if (status === 'error' || last.role === 'user') return ''
  return steps.some(({ state }) => state === 'refused')
    ? 'A step was refused. Answer complete.'
    : 'Answer complete.'
}
