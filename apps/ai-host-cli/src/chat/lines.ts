import { createInterface } from 'node:readline'
import type { Terminal } from '../terminal.ts'

/** What the person types, line by line. */
export interface Lines {
  /** Shows `prompt` and waits. @returns undefined at the end of the input, or when it is cancelled */
  read(prompt: string): Promise<string | undefined>
  /**
   * As `read`, for an answer that counts: what was typed before the question was there is thrown away, so that neither a
   * second Enter nor a line meant for something else answers it.
   */
  answer(question: string): Promise<string | undefined>
  /** Ends the question that is open, if one is, without an answer. */
  cancel(): void
  close(): void
}

/** @param onInterrupt at each Ctrl-C while lines are read or an answer is printed */
export function openLines({ stdin, stderr }: Terminal, onInterrupt: () => void): Lines {
  const terminal = stdin.isTTY === true && stderr.isTTY === true
  const reader = createInterface({ input: stdin, output: stderr, terminal, historySize: 0 })
  const typed: string[] = []
  let waiting: ((line: string | undefined) => void) | undefined
  let closed = false

  const deliver = (line: string | undefined): void => {
    const resolve = waiting
    waiting = undefined
    resolve?.(line)
  }
  reader.on('line', (line) => (waiting === undefined ? void typed.push(line) : deliver(line)))
  reader.on('close', () => {
    closed = true
    deliver(undefined)
  })
  // A terminal in raw mode gives the key to readline; otherwise the signal comes to the process.
  reader.on('SIGINT', onInterrupt)

  const read = (prompt: string): Promise<string | undefined> => {
    const next = typed.shift()
    reader.setPrompt(prompt)
    if (!closed) reader.prompt()
    if (next !== undefined || closed) return Promise.resolve(next)
    return new Promise((resolve) => {
      waiting = resolve
    })
  }
  return {
    read,
    answer: (question) => {
      typed.length = 0
      // And what stands on the line, not yet ended.
      if (terminal && reader.line !== '') reader.write(null, { ctrl: true, name: 'u' })
      return read(question)
    },
    cancel: () => deliver(undefined),
    close: () => reader.close(),
  }
}
