import { getToolName, isToolUIPart, type UIMessage } from 'ai'
import type { Writable } from 'node:stream'
import { printable, printableLine } from '../printable.ts'
import type { ToolPart } from './conversation.ts'
import { explainRefusal } from './words.ts'
import { ToolOutput } from './wire.ts'

/** Characters of a tool's arguments on one line. */
const LONGEST_INPUT = 200

export interface AnswerPrinter {
  /** Prints what has been added since the last time. */
  print(message: UIMessage): void
  /** Ends the line that a stop has cut. */
  end(): void
}

/** Before each line that the model wrote: none of them can look like one of ours. */
const GUTTER = '│ '

/** Prints an answer as it grows. What the model or a tool wrote is printed without its controls. */
export function answerPrinter(stdout: Writable): AnswerPrinter {
  const written = new Map<string, string>()
  const told = new Set<string>()
  let lineOpen = false

  const end = (): void => {
    if (lineOpen) stdout.write('\n')
    lineOpen = false
  }
  const quote = (text: string): void => {
    if (text === '') return
    const lines = printable(text).replace(/\n$/, '').split('\n')
    stdout.write((lineOpen ? '' : GUTTER) + lines.join(`\n${GUTTER}`))
    lineOpen = true
    if (text.endsWith('\n')) end()
  }
  const line = (key: string, text: string): void => {
    if (told.has(key)) return
    told.add(key)
    end()
    stdout.write(`${text}\n`)
  }

  return {
    print({ id, parts }) {
      for (const [index, part] of parts.entries()) {
        if (part.type === 'text') {
          const key = `${id} ${index}`
          const known = written.get(key) ?? ''
          // Another text in the same place: the agent speaks again, of what its call has come to.
          const before = part.text.startsWith(known) ? known.length : 0
          if (before === 0) end()
          quote(part.text.slice(before))
          written.set(key, part.text)
        } else if (isToolUIPart(part)) {
          for (const [stage, text] of linesOf(part)) line(`${part.toolCallId} ${stage}`, text)
        }
      }
    },
    end,
  }
}

/** `server/tool`, as the policy names it. */
export function nameOfTool(part: ToolPart): string {
  return printableLine(getToolName(part).replace('__', '/'))
}

function linesOf(part: ToolPart): [stage: string, text: string][] {
  if (part.state === 'input-streaming') return []
  const name = nameOfTool(part)
  const called: [string, string] = ['called', `  · ${name} ${shortened(part.input)}`]
  switch (part.state) {
    case 'output-available':
      return [called, [`ended ${JSON.stringify(part.output)}`, endOf(part.output)]]
    case 'output-error':
      return [called, ['ended', `  ✗ ${name} failed: ${printableLine(part.errorText)}`]]
    case 'output-denied':
      return [called, ['ended', `  ✗ ${name}: declined by you`]]
    default:
      return [called]
  }
}

function endOf(output: unknown): string {
  const { data } = ToolOutput.safeParse(output)
  if (data === undefined) return '  ✗ The answer of the tool could not be read.'
  if (!data.ok) return explainRefusal(data.refusal).join('\n')
  return `  ✓ done, with ${printableLine(data.scopes.granted.join(', '))}`
}

function shortened(input: unknown): string {
  const text = printableLine(JSON.stringify(input ?? {}))
  return text.length > LONGEST_INPUT ? `${text.slice(0, LONGEST_INPUT)}…` : text
}
