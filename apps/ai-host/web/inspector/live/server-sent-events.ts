/** One event of a stream (WHATWG HTML §9.2). */
export interface ServerSentEvent {
  id: string | undefined
  data: string
}

/** Characters of one event: a stream that never ends its event shall not fill the memory. */
const LONGEST = 256 * 1024

/**
 * Reads a stream of events. By hand, because `EventSource` can send neither a token nor a proof.
 * @throws RangeError for an event without end
 */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let rest = ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      // A carriage return may be the first half of a line end.
      const whole = rest.replaceAll(/\r\n|\r(?!$)/g, '\n').split('\n\n')
      rest = whole.pop()!
      if (rest.length > LONGEST) throw new RangeError('an event without end')
      for (const block of whole) {
        const event = read(block)
        if (event !== undefined) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** @returns undefined for a comment: a sign of life, and nothing else */
function read(block: string): ServerSentEvent | undefined {
  const fields = block.split('\n').flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon <= 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]]
  })
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value)
  if (data.length === 0) return undefined
  return { id: fields.findLast(([name]) => name === 'id')?.[1], data: data.join('\n') }
}
