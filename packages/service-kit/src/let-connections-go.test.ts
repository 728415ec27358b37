import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createService } from './service.ts'

/** A service with a stream that ends as the service closes, and an answer that waits to be let go. */
async function startService() {
  const app = createService({ name: 'test', logLevel: 'silent' })
  const closing = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  app.addHook('preClose', (done) => {
    closing.resolve()
    done()
  })
  async function* chunks() {
    yield 'begun\n'
    await closing.promise
    yield 'ended\n'
  }
  app.get('/stream', (_request, reply) => reply.send(Readable.from(chunks(), { objectMode: false })))
  app.get('/slow', async () => {
    await answer.promise
    return {}
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, url, closing: closing.promise, answer: answer.resolve }
}

/** Whoever is cut by the grace's end would look as if they had been let go: it does not come by itself here. */
function holdGrace() {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('a stream that ends as its service closes does not keep it', async () => {
  const { app, url } = await startService()
  const stream = await fetch(`${url}/stream`)
  holdGrace()
  const closed = app.close()
  expect(await stream.text()).toBe('begun\nended\n')
  await closed
})

test('who is answered while a service closes is told that the connection ends', async () => {
  const { app, url, closing, answer } = await startService()
  const arrived = once(app.server, 'request')
  const slow = fetch(`${url}/slow`)
  await arrived
  holdGrace()
  const closed = app.close()
  await closing
  answer()
  expect((await slow).headers.get('connection')).toBe('close')
  await closed
})

test('who opens a connection and says nothing is cut', async () => {
  const { app, url, closing } = await startService()
  const silent = connect(Number(new URL(url).port), '127.0.0.1')
  silent.resume()
  await once(app.server, 'connection')
  holdGrace()
  const closed = app.close()
  await closing
  vi.advanceTimersByTime(3000)
  await closed
  await expect.poll(() => silent.closed).toBe(true)
})
