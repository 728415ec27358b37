import { RunLine } from './wire.ts'

/** The lines of a run as they come (newline-delimited JSON). @throws ZodError, SyntaxError for what is none */
export async function* runLines(body: ReadableStream<Uint8Array>): AsyncGenerator<RunLine, void> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value = '' } = await reader.read()
      const lines = (rest + value).split('\n')
      rest = done ? '' : lines.pop()!
      for (const line of lines) if (line !== '') yield RunLine.parse(JSON.parse(line))
      if (done) return
    }
  } finally {
    // Whoever stops listening ends the run.
    await reader.cancel().catch(() => undefined)
  }
}
