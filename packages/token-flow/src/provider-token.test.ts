import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret, withTrace } from '@chain-of-trust/auth-core'
import { afterAll, expect, test } from 'vitest'
import { withProviderToken } from './provider-token.ts'

const seen: { url: string; headers: Record<string, unknown> }[] = []
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', headers: request.headers })
  if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' })
  response.end('{}')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => server.close())
const url = `http://localhost:${(server.address() as AddressInfo).port}`

test(
  'the token goes as a bearer token to the URL that was asked for, and our trace stays with us',
  { tags: ['LNK-3'] },
  async () => {
    seen.length = 0
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    await withTrace({ traceparent }, () =>
      withProviderToken()(new Secret('mgh_1'))(`${url}/issues`, { headers: { accept: 'application/json' } }),
    )
    expect(seen[0]).toMatchObject({
      url: '/issues',
      headers: { authorization: 'Bearer mgh_1', accept: 'application/json' },
    })
    expect(seen[0]?.headers['traceparent']).toBeUndefined()
  },
)

test(
  'a redirect is not followed, whatever the caller of the fetch asks for, and no other token is sent',
  { tags: ['OBO-3', 'LNK-3'] },
  async () => {
    seen.length = 0
    const send = withProviderToken()(new Secret('mgh_1'))
    const response = await send(`${url}/moved`, {
      redirect: 'follow',
      headers: { authorization: 'Bearer other' },
    })
    expect(response.status).toBe(302)
    expect(seen.map((request) => [request.url, request.headers['authorization']])).toEqual([
      ['/moved', 'Bearer mgh_1'],
    ])
  },
)
