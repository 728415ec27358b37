import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { BrokenOff, wasNeverSent } from './broken-off.ts'
import { guardedFetch } from './guarded-fetch.ts'

const servers: (() => void)[] = []
afterEach(() => servers.splice(0).forEach((close) => close()))

/** A server that treats its connections as the test wants. */
async function listening(treat: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    treat(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const post = (url: string) => guardedFetch(fetch)(url, { method: 'POST', body: '{}' })

test('nobody listens: the request was never sent, and that is an outage', async () => {
  const url = await listening(() => undefined)
  servers.splice(0).forEach((close) => close())
  const failure: unknown = await fetch(url, { method: 'POST' }).catch((error: unknown) => error)
  expect(wasNeverSent(failure)).toBe(true)
  await expect(post(url)).rejects.toMatchObject({ reason: 'resource_unavailable' })
})

test('a name that leads nowhere: never sent', async () => {
  const failure: unknown = await fetch('http://nowhere.invalid/').catch((error: unknown) => error)
  expect(wasNeverSent(failure)).toBe(true)
})

test('a connection that is reset after the request has arrived: it may have happened', async () => {
  const url = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()))
  await expect(post(url)).rejects.toThrow(BrokenOff)
})

test('a server that closes without a word: it may have happened', async () => {
  const url = await listening((socket) => socket.once('data', () => socket.end()))
  await expect(post(url)).rejects.toThrow(BrokenOff)
})

test('an answer that ends before its end: it may have happened', async () => {
  const url = await listening((socket) =>
    socket.once('data', () => {
      const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n'
      socket.write(`${head}{"jsonrpc":`, () => socket.destroy())
    }),
  )
  const response = await post(url)
  await expect(response.text()).rejects.toThrow(BrokenOff)
})

test('an error that nobody knows is not taken for one that sent nothing', () => {
  expect(wasNeverSent(new TypeError('fetch failed'))).toBe(false)
  expect(wasNeverSent(new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } }))).toBe(false)
  const mixed = new AggregateError([{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }])
  expect(wasNeverSent(new TypeError('fetch failed', { cause: mixed }))).toBe(false)
})
