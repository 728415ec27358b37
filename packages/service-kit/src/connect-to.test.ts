import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
