import { Readable } from 'node:stream'
import { serve } from './serve.ts'
import { createService } from './service.ts'

// A service whose one answer ends as it closes. It says its port, and what it did last.
const app = createService({ name: 'example', logLevel: 'silent' })
await serve('example', () => {
  const closing = Promise.withResolvers<void>()
  app.addHook('preClose', (done) => {
    closing.resolve()
    done()
  })
  app.addHook('onClose', () => process.stdout.write('closed in good order'))
  async function* chunks() {
    yield 'begun\n'
    await closing.promise
    yield 'ended\n'
  }
  app.get('/', (_request, reply) => reply.send(Readable.from(chunks(), { objectMode: false })))
  return Promise.resolve({ app, config: { PORT: 0, HOST: '127.0.0.1', CONNECT_TO: '' } })
})
process.stdout.write(String((app.server.address() as { port: number }).port))
