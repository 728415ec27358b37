import { Refusal } from '@chain-of-trust/auth-core'
import { BrokenOff, wasNeverSent } from './broken-off.ts'
import { refusalIn } from './refusal-in.ts'
import { UnusableAnswer } from './unusable-answer.ts'

export type TokenFetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** A proxy's words for a server that it lost, before or after the request had reached it (RFC 9110 §15.6.3, §15.6.5). */
const LOST = new Set([502, 504])

/** Bytes of one answer. A server that sends more would fill our memory and the model's context. */
const LONGEST_ANSWER = 1024 * 1024

/**
 * The fetch under the MCP client. A refusal is read here, from status and headers, before the SDK turns it
 * into an error text in which the claims challenge is lost.
 * @param onBroken hears of a body that breaks off
 * @throws Refusal what the MCP server refused, or that it cannot be reached
 * @throws BrokenOff when the request may have arrived, and the answer did not
 */
export function guardedFetch(fetch: TokenFetch, onBroken?: (broken: BrokenOff) => void): TokenFetch {
  return async (input, init) => {
    const response = await fetch(input, init).catch((cause: unknown) => {
      if (init?.signal?.aborted === true) throw cause
      if (!wasNeverSent(cause)) throw new BrokenOff('the connection broke off', cause)
      throw new Refusal('resource_unavailable', { detail: 'MCP server unreachable', cause })
    })
    if (LOST.has(response.status)) throw new BrokenOff(`a proxy answered ${response.status}`)
    // A 400 holds a JSON-RPC error about the request itself, and a 405 says that there is no standing stream:
    // the SDK reads those.
    const spoken = response.status === 400 || (response.status === 405 && init?.method === 'GET')
    if (!response.ok && !spoken) throw await refusalIn(response)
    return bounded(response, onBroken)
  }
}

/** Counts what comes, and breaks off when it is too much. */
export function bounded(response: Response, onBroken?: (broken: BrokenOff) => void): Response {
  if (response.body === null) return response
  let length = 0
  const counted = unbroken(response.body, onBroken).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength
        if (length > LONGEST_ANSWER) controller.error(new UnusableAnswer('its answer is larger than 1 MiB'))
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(counted, response)
}

/** A body that ends before its end is no answer either. */
function unbroken(
  body: ReadableStream<Uint8Array>,
  onBroken: ((broken: BrokenOff) => void) | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (cause) {
        const broken = new BrokenOff('the answer broke off', cause)
        onBroken?.(broken)
        throw broken
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
