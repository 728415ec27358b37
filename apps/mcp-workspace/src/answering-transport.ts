import type { Readable, Writable } from 'node:stream'
import {
  ReadBuffer,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/server'

/** Bytes of one message: a file of 1 MiB whose every byte had to be escaped, and some room. */
export const LONGEST = 8 * 1024 * 1024

export interface Pipes {
  messages: Readable
  output: Writable
}

export interface AnsweringTransport extends Transport {
  /** Resolves when no more is to come. */
  readonly ended: Promise<void>
  /** Resolves when every request so far is answered or cancelled. */
  whenAnswered(): Promise<void>
}

/**
 * MCP's stdio framing that knows what is not answered yet. The SDK's own forgets what runs as soon as its input ends; a
 * client that writes its last request and closes (`printf … | server`) would get no answer.
 */
export function answeringTransport({ messages, output }: Pipes): AnsweringTransport {
  const received = new ReadBuffer({ maxBufferSize: LONGEST })
  const open = new Set<unknown>()
  const ended = Promise.withResolvers<void>()
  let waiting: (() => void)[] = []
  let closed = false

  const settle = () => {
    if (open.size > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const answered = (id: unknown) => {
    open.delete(id)
    settle()
  }
  const take = (message: JSONRPCMessage) => {
    if ('method' in message && 'id' in message) open.add(message.id)
    if ('method' in message && message.method === 'notifications/cancelled')
      answered(message.params?.['requestId'])
    transport.onmessage?.(message)
  }
  /** @returns whether there may be more: a line that is no message is told and passed over */
  const next = (): boolean => {
    if (closed) return false
    try {
      const message = received.readMessage()
      if (message === null) return false
      take(message)
    } catch (error) {
      transport.onerror?.(error as Error)
    }
    return true
  }
  const read = (chunk: Buffer) => {
    try {
      received.append(chunk)
    } catch (error) {
      // A line without end: nothing after it can be told apart.
      transport.onerror?.(error as Error)
      return ended.resolve()
    }
    while (next());
  }

  const transport: AnsweringTransport = {
    ended: ended.promise,
    start() {
      messages.on('data', read)
      for (const event of ['end', 'close', 'error'] as const) messages.once(event, () => ended.resolve())
      // The client is gone for good: nothing can be answered any more.
      output.on('error', () => {
        open.clear()
        settle()
        ended.resolve()
      })
      return Promise.resolve()
    },
    async send(message) {
      await new Promise<void>((resolve, reject) => {
        output.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()))
      })
      if (!('method' in message)) answered(message.id)
    },
    close() {
      closed = true
      messages.off('data', read)
      transport.onclose?.()
      return Promise.resolve()
    },
    async whenAnswered() {
      // What the pipe has delivered is taken first.
      await new Promise((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        settle()
      })
    },
  }
  return transport
}
