import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface Turnstile {
  port: number
  close(): void
}

/**
 * Lets so many processes (`in-turn.ts`) work at a time. The conformance suite starts forty clients at once, and
 * gives some of them a minute: on a busy machine that is too little for all of them together.
 */
export async function turnstile(places: number): Promise<Turnstile> {
  const waiting: Socket[] = []
  let inside = 0
  const letIn = () => {
    while (inside < places && waiting.length > 0) {
      const next = waiting.shift()!
      // It was killed while it waited.
      if (next.destroyed) continue
      inside += 1
      next.once('close', () => {
        inside -= 1
        letIn()
      })
      next.write('.')
    }
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.resume()
    waiting.push(socket)
    letIn()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
