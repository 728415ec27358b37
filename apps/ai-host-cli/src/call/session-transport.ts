import type { Readable, Writable } from 'node:stream'
import { ReadBuffer, serializeMessage, type Transport } from '@modelcontextprotocol/client'

/** MCP's stdio framing over the pipe of a session whose handshake is done. */
export function sessionTransport(session: { fromServer: Readable; toServer: Writable }): Transport {
  const { fromServer, toServer } = session
  const received = new ReadBuffer()
  /** False: no whole line is left. */
  const deliver = (): boolean => {
    try {
      const message = received.readMessage()
      if (message === null) return false
      transport.onmessage?.(message)
    } catch (error) {
      // JSON that is no message of MCP is consumed all the same, and the answer may be the next line.
      transport.onerror?.(error as Error)
    }
    return true
  }
  const transport: Transport = {
    start() {
      fromServer.on('data', (chunk: Buffer) => {
        try {
          received.append(chunk)
        } catch (error) {
          transport.onerror?.(error as Error)
        }
        while (deliver());
      })
      fromServer.on('error', (error) => transport.onerror?.(error))
      toServer.on('error', (error) => transport.onerror?.(error))
      fromServer.on('close', () => transport.onclose?.())
      return Promise.resolve()
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        toServer.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()))
      }),
    close() {
      toServer.end()
      return Promise.resolve()
    },
  }
  return transport
}
