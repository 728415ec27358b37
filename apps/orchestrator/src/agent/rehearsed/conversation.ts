import type { LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider'
import * as z from 'zod'
import { ModelView, type ModelRefusal } from '../model-view.ts'
import { labelOf, listedBy, openedBy, type Item } from './items.ts'

/** One tool call of the current turn, and how it ended. */
export interface Step {
  /** Without the server: `search_documents`. */
  tool: string
  input: Record<string, unknown>
  end: { done: unknown } | { refused: ModelRefusal } | { declined: true } | { failed: true }
}

/** What the model knows when it is asked: the person's last words, what was done about them, what came before. */
export interface Conversation {
  sentence: string
  steps: Step[]
  /** The last list that was shown. */
  listed: Item[]
  /** The exchange before this one, if there was one. */
  before: { sentence: string; answer: string } | undefined
  /** What "it" is. */
  current: Item | undefined
  /** What we were told that it is: date (YYYY-MM-DD) and time zone. */
  clock: { date: string; timeZone: string }
}

/** Reads the prompt. Commands come from the person's last message alone, never from a tool's result. */
export function readConversation(prompt: LanguageModelV4Prompt): Conversation {
  const asked = prompt.findLastIndex(({ role }) => role === 'user')
  const question = prompt[asked]
  const earlier = stepsOf(prompt.slice(0, asked))
  const previous = prompt.slice(0, asked).findLast(({ role }) => role === 'user')
  const answers = prompt
    .slice(0, asked)
    .flatMap((message) => (message.role === 'assistant' ? [textOf(message.content)] : []))
  const listed = shownIn(answers, earlier.flatMap(listedBy))
  return {
    sentence: question?.role === 'user' ? textOf(question.content) : '',
    steps: stepsOf(prompt.slice(asked + 1)),
    listed,
    before:
      previous?.role === 'user'
        ? { sentence: textOf(previous.content), answer: answers.at(-1) ?? '' }
        : undefined,
    current: currentAfter(earlier, listed),
    clock: clockIn(prompt),
  }
}

function clockIn(prompt: LanguageModelV4Prompt): Conversation['clock'] {
  const told = prompt.map((message) => (message.role === 'system' ? message.content : '')).join('\n')
  const [, date = new Date().toISOString().slice(0, 10), timeZone = 'UTC'] =
    /It is (\d{4}-\d\d-\d\d)T[\d:]+\[([^\]]+)\]/.exec(told) ?? []
  return { date, timeZone }
}

/** The last list as the person saw it, in that order: the first one is the first one on the screen. */
function shownIn(answers: string[], known: Item[]): Item[] {
  const shown = answers.map((answer) => [...answer.matchAll(/^\d+\. (.+)$/gm)].map(([, label]) => label))
  const last = shown.findLast((labels) => labels.length > 0) ?? []
  return last.flatMap((label) => known.findLast((item) => labelOf(item) === label) ?? [])
}

/** What was opened, made, shared or found alone, the last of them. What was deleted is nothing any more. */
function currentAfter(steps: Step[], known: Item[]): Item | undefined {
  let current: Item | undefined
  let seen: Item[] = []
  for (const step of steps) {
    const list = listedBy(step)
    if (list.length > 0) seen = list
    if (list.length > 0) current = list.length === 1 ? list[0] : current
    const touched = [...seen, ...known].find(
      (item) => item.is === 'document' && item.document.id === step.input['id'],
    )
    current = openedBy(step) ?? touched ?? current
    if (step.tool.startsWith('delete_') && 'done' in step.end) current = undefined
  }
  return current
}

function stepsOf(messages: LanguageModelV4Prompt): Step[] {
  const inputs = new Map<string, Record<string, unknown>>()
  const steps: Step[] = []
  for (const message of messages) {
    if (message.role !== 'assistant' && message.role !== 'tool') continue
    for (const part of message.content) {
      if (part.type === 'tool-call') inputs.set(part.toolCallId, Arguments.catch({}).parse(part.input))
      if (part.type !== 'tool-result') continue
      steps.push({
        tool: part.toolName.replace(/^.*__/, ''),
        input: inputs.get(part.toolCallId) ?? {},
        end: endOf(part.output),
      })
    }
  }
  return steps
}

const Arguments = z.record(z.string(), z.unknown())

function endOf(output: LanguageModelV4ToolResultPart['output']): Step['end'] {
  if (output.type === 'execution-denied') return { declined: true }
  const view = ModelView.safeParse(output.type === 'json' ? output.value : undefined)
  if (!view.success) return { failed: true }
  return view.data.ok ? { done: view.data.data } : { refused: view.data.refusal }
}

function textOf(content: readonly { type: string; text?: string }[]): string {
  return content.map(({ text }) => text ?? '').join(' ')
}
