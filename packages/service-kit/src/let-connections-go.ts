import type { FastifyInstance } from 'fastify'

/** Milliseconds. After these what keeps a connection open is cut: `serve` kills the process two seconds later. */
const GRACE = 3000

/**
 * A service that closes waits for every connection, and only then writes its last checkpoint. Node closes those that are
 * idle at that moment; one that was being answered would be kept alive for a minute after its last byte. And whoever opens
 * a connection and says nothing, or takes nothing, would keep us from it for as long as they like.
 */
export function letConnectionsGo(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    setTimeout(() => app.server.closeAllConnections(), GRACE).unref()
    done()
  })
  // Whose answer begins only now is told: their next request would meet a closed connection.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
  app.server.on('request', ({ socket }, response) => {
    response.once('close', () => {
      if (closing) socket.destroySoon()
    })
  })
}
