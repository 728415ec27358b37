import { connect, type Socket } from 'node:net'

export const CONNECTIONS = 16

export interface Load {
  /** Sends so many requests over all connections. @throws when an answer is not the expected one */
  run(count: number): Promise<void>
  close(): void
}

/** The whole HTTP/1.1 request, ASCII. Called anew for each; `nonce` is the last one that the server sent. */
export type RequestText = (nonce: string | undefined) => string

/**
 * Sixteen connections that are always busy. Written on sockets, because an HTTP client costs more than the
 * fastest of the servers does: that server would be waiting, and look slower than it is.
 * @param expected text that each answer of status 200 must hold
 */
export async function openLoad(url: string, request: RequestText, expected: string): Promise<Load> {
  const { hostname, port } = new URL(url)
  const connections = Array.from({ length: CONNECTIONS }, () => openConnection(hostname, Number(port)))
  let nonce: string | undefined
  const send = async (connection: Connection): Promise<string> => {
    const answer = await connection.send(request(nonce))
    nonce = /\r\ndpop-nonce: ([^\r]+)/i.exec(answer)?.[1] ?? nonce
    return answer
  }
  // The first one may be refused, and brings the nonce.
  await send(connections[0]!)

  return {
    async run(count) {
      let left = count
      const work = async (connection: Connection) => {
        while (left-- > 0) check(await send(connection), expected)
      }
      await Promise.all(connections.map(work))
    },
    close() {
      for (const connection of connections) connection.close()
    },
  }
}

function check(answer: string, expected: string): void {
  if (answer.startsWith('HTTP/1.1 200') && answer.includes(expected)) return
  throw new Error(`unexpected answer: ${answer.slice(0, 1000)}`)
}

interface Connection {
  send(request: string): Promise<string>
  close(): void
}

function openConnection(host: string, port: number): Connection {
  const socket: Socket = connect({ host, port, noDelay: true })
  let received = ''
  let waiting: PromiseWithResolvers<string> | undefined
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    if (!isWhole(received)) return
    const answer = received
    received = ''
    waiting?.resolve(answer)
  })
  let closed = new Error('the server closed the connection')
  socket.on('error', (error) => (closed = error)).on('close', () => waiting?.reject(closed))
  return {
    send(request) {
      if (socket.destroyed) return Promise.reject(closed)
      waiting = Promise.withResolvers<string>()
      socket.write(request, 'latin1')
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

/** One answer is in flight at a time, so the end of the text is the end of the answer. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1]
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + Number(length)
}
