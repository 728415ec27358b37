import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A wire between the services and a store that can be cut: to them, the store is then down. */
export interface BreakableLink {
  port: number
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** @param target port on loopback where the store really listens */
export async function breakableLink(target: number): Promise<BreakableLink> {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0

  const join = (near: Socket) => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  }
  const mend = async () => {
    if (server !== undefined) return
    server = createServer(join).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const cut = async () => {
    const closing = server
    if (closing === undefined) return
    server = undefined
    closing.close()
    for (const socket of sockets) socket.destroy()
    await once(closing, 'close')
  }
  await mend()
  return { port, cut, mend, close: cut }
}
