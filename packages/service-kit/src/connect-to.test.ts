import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { installConnectTo } from './connect-to.ts'

const before = getGlobalDispatcher()
afterEach(() => setGlobalDispatcher(before))

test('a mapped port goes elsewhere, and the Host header stays', async () => {
  const server = createServer((request, response) => response.end(request.headers.host)).listen(
    0,
    '127.0.0.1',
  )
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await installConnectTo(`4490=127.0.0.1:${port}`)
  expect(await (await fetch('http://localhost:4490/')).text()).toBe('localhost:4490')
  await expect(fetch('http://localhost:4499/')).rejects.toThrow('fetch failed')
  server.close()
})

test('a mapped name goes elsewhere, and is the one whose certificate is asked for', async () => {
  const asked: string[] = []
  const server = createTlsServer({
    SNICallback: (name, callback) => {
      asked.push(name)
      callback(new Error('no certificate here'))
    },
  }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => {})
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  // Another port of the same name, and the same port of localhost, are other addresses.
  await installConnectTo(`tools.example.invalid:443=localhost:${port},444=localhost:1`)
  await expect(fetch('https://tools.example.invalid/')).rejects.toThrow('fetch failed')
  expect(asked).toEqual(['tools.example.invalid'])
  await expect(fetch('https://tools.example.invalid:444/')).rejects.toThrow('fetch failed')
  expect(asked).toHaveLength(1)
  server.close()
})
