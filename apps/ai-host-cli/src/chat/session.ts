import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'
import { say as sayTo, type Terminal } from '../terminal.ts'
import { answerPrinter } from './answer-printer.ts'
import { askApproval, isAsked } from './approval.ts'
import { Conversation, type Delegation } from './conversation.ts'
import { openLines } from './lines.ts'
import { helpOperation, type Desk } from './operations.ts'
import { OrchestratorRefusal } from './orchestrator-refusal.ts'
import { explainAnswer } from './words.ts'
import { ToolOutput } from './wire.ts'

const HELP = `Type a question and Enter. /new starts a new conversation, /quit ends (so does Ctrl-D).
Ctrl-C stops an answer; twice at the prompt, it quits.`

export interface SessionOptions extends Pick<Desk, 'fetch' | 'source' | 'scopes'> {
  delegation?: Delegation | undefined
  /** Asked at once; the session ends after its answer. */
  question?: string | undefined
}

/**
 * Talks with the agent until the person ends it.
 * @param onInterrupt says whom to tell of Ctrl-C where no terminal is; the function that it returns ends that
 * @returns the exit code
 */
export async function runSession(
  io: Terminal,
  { delegation, question, ...caller }: SessionOptions,
  onInterrupt: (listener: () => void) => () => void,
): Promise<number> {
  const say = (line: string): void => sayTo(io, line)
  const conversation = new Conversation(caller.fetch, delegation)
  const printer = answerPrinter(io.stdout)
  let busy: AbortController | undefined
  let warned = false
  let interrupted = false
  const interrupt = (): void => {
    if (busy !== undefined) {
      busy.abort()
      return lines.cancel()
    }
    if (warned) {
      interrupted = true
      return lines.close()
    }
    warned = true
    say('\nPress Ctrl-C again to quit.')
  }
  const lines = openLines(io, interrupt)
  const stopListening = onInterrupt(interrupt)

  /** One answer, with whatever the person has to say or to prove on the way. @returns the exit code that it is worth */
  async function answer(): Promise<number> {
    busy = new AbortController()
    const { signal } = busy
    const desk: Desk = { ...caller, lines, say, signal }
    try {
      do {
        for await (const message of conversation.turn(signal)) printer.print(message)
        printer.end()
      } while ((await answerApprovals(signal)) || (await helpWaiting(desk)))
      return EXIT.ok
    } catch (error) {
      printer.end()
      if (signal.aborted) {
        say('Stopped. A step that had begun may have finished.')
        return EXIT.interrupted
      }
      const { exitCode, message } = failureOf(error)
      say(message)
      return exitCode
    } finally {
      busy = undefined
    }
  }

  async function answerApprovals(signal: AbortSignal): Promise<boolean> {
    const asked = conversation.calls.filter(isAsked)
    for (const call of asked) {
      const approved = await askApproval(call, lines, say)
      // Stopped in the middle of the question: that is no answer to it.
      signal.throwIfAborted()
      conversation.respond(call.approval.id, approved)
    }
    return asked.length > 0
  }

  /** @returns whether the agent can go on: nothing waits any more */
  async function helpWaiting(desk: Desk): Promise<boolean> {
    const waiting = conversation.calls.flatMap(({ toolCallId, ...part }) => {
      const output = part.state === 'output-available' ? ToolOutput.safeParse(part.output).data : undefined
      const id = output?.ok === false ? output.refusal.operation?.id : undefined
      return id === undefined ? [] : [{ toolCallId, id }]
    })
    let settled = 0
    for (const { toolCallId, id } of waiting) {
      const output = await helpOperation(id, desk)
      desk.signal.throwIfAborted()
      if (output === undefined) continue
      conversation.settle(toolCallId, output)
      settled++
    }
    return settled > 0 && settled === waiting.length
  }

  try {
    if (question !== undefined) {
      conversation.ask(question)
      return await answer()
    }
    say(HELP)
    for (;;) {
      const line = (await lines.read('> '))?.trim()
      if (line === undefined || line === '/quit') return interrupted ? EXIT.interrupted : EXIT.ok
      warned = false
      if (line === '/new') conversation.startAnew()
      else if (line.startsWith('/')) say(HELP)
      else if (line !== '') {
        conversation.ask(line)
        await answer()
      }
    }
  } finally {
    stopListening()
    lines.close()
  }
}

/** What ended an answer, in words. An error part of the stream is a sentence that the orchestrator wrote. */
function failureOf(error: unknown): { exitCode: number; message: string } {
  if (error instanceof CommandError) return error
  if (error instanceof OrchestratorRefusal) {
    const exitCode =
      error.status === 401 ? EXIT.signInNeeded : error.status >= 500 ? EXIT.unavailable : EXIT.failed
    return { exitCode, message: explainAnswer(error) }
  }
  // What fetch throws when no answer came.
  if (error instanceof TypeError) return { exitCode: EXIT.unavailable, message: UNREACHABLE }
  if (error instanceof Error && error.name === 'Error') {
    return { exitCode: EXIT.failed, message: printableLine(error.message) }
  }
  return {
    exitCode: EXIT.failed,
    message: 'The answer could not be read. Try again; if it stays so, report it.',
  }
}

const UNREACHABLE =
  'The orchestrator cannot be reached, or the connection broke. A step that had begun may have finished. Check that it runs (npm start), then try again.'
