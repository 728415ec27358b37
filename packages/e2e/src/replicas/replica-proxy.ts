import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'

/** The ports of the replicas; the one that is asked next. */
export interface ReplicaProxy {
  /** Sends everything to this replica, while it accepts connections; undefined: to each in turn. */
  pin(replica: number | undefined): void
  /** Resolves when the next request has been sent to a replica. @returns which */
  nextSent(): Promise<number>
  /** The answer to the next request is lost on its way, once the replica has given it. @returns which replica that was */
  loseNextAnswer(): Promise<number>
  close(): Promise<void>
}

/**
 * One address for several replicas, as nginx would be (`proxy_next_upstream error`, without `non_idempotent`): in turn; a
 * POST goes to another one only if the first could not be connected to. The client's address replaces whatever
 * the client says that it is.
 */
export async function startReplicaProxy(port: number, replicas: readonly number[]): Promise<ReplicaProxy> {
  let pinned: number | undefined
  let turn = 0
  let sent: ((replica: number) => void) | undefined
  let lose: ((replica: number) => void) | undefined

  /** @param left replicas that were not tried yet */
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, left: number[]) => {
    const [replica, ...others] = left
    if (replica === undefined) return outgoing.writeHead(502).end()
    const onward = request({
      host: '127.0.0.1',
      port: replicas[replica],
      method: incoming.method,
      path: incoming.url,
      headers: headersOf(incoming),
      agent: false,
    })
    let connected = false
    onward.once('socket', (socket) => {
      socket.once('connect', () => {
        connected = true
        sent?.(replica)
        sent = undefined
      })
    })
    onward.once('error', () => {
      if (outgoing.headersSent || outgoing.destroyed) return outgoing.destroy()
      if (connected && incoming.method !== 'GET') return outgoing.writeHead(502).end()
      forward(incoming, outgoing, body, others)
    })
    onward.once('response', (answer) => {
      if (lose !== undefined) {
        lose(replica)
        lose = undefined
        answer.resume()
        return outgoing.writeHead(502).end()
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
      answer.once('error', () => outgoing.destroy())
    })
    outgoing.once('close', () => onward.destroy())
    onward.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    const first = pinned ?? turn++ % replicas.length
    const order = [first, ...replicas.keys()].filter((replica, at, all) => all.indexOf(replica) === at)
    incoming.toArray().then(
      (chunks: Buffer[]) => forward(incoming, outgoing, Buffer.concat(chunks), order),
      () => outgoing.destroy(),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    pin: (replica) => void (pinned = replica),
    nextSent: () => new Promise((resolve) => (sent = resolve)),
    loseNextAnswer: () => new Promise((resolve) => (lose = resolve)),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Name, value, name, value: as they came, but for what belongs to one connection, and for who the client is. */
function headersOf({ rawHeaders, socket }: IncomingMessage): string[] {
  const kept = rawHeaders.filter((_, at) => !OURS.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()))
  return [...kept, 'X-Forwarded-For', socket.remoteAddress ?? '', 'Connection', 'close']
}

const OURS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'x-forwarded-for'])
