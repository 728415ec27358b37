import type { Readable, Writable } from 'node:stream'
import { ReadBuffer, serializeMessage, type Transport } from '@modelcontextprotocol/client'

/** MCP's stdio framing over the pipe of a session whose handshake is done. */
export function sessionTransport(session: { fromServer: Readable; toServer: Writable }): Transport {
  const { fromServer, toServer } = session
  const received = new ReadBuffer()
  const transport: Transport = {
    start() {
      fromServer.on('data', (chunk: Buffer) => {
        try {
          received.append(chunk)
          for (let message = received.readMessage(); message !== null; message = received.readMessage()) {
            transport.onmessage?.(message)
          }
        } catch (error) {
          transport.onerror?.(error as Error)
        }
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
