import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Browser } from './browser.ts'

async function site(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('cookies are kept, sent back and removed', async () => {
  const sent: (string | undefined)[] = []
  const origin = await site((request, response) => {
    sent.push(request.headers.cookie)
    const cookies = request.url === '/out' ? ['a=; Max-Age=0'] : ['a=1; HttpOnly', 'b=2=2; Path=/']
    response.writeHead(200, { 'set-cookie': cookies }).end()
  })
  const browser = new Browser('http://app.example/')
  for (const path of ['/', '/out', '/']) await browser.open(origin + path)
  expect(sent).toEqual([undefined, 'a=1; b=2=2', 'b=2=2'])
})

test('a POST is followed by a GET, and a redirect to the app is not followed', async () => {
  const asked: string[] = []
  const origin = await site((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const location = request.url === '/next' ? 'http://app.example/redirect#code=1' : '/next'
    response.writeHead(302, { location }).end()
  })
  const browser = new Browser('http://app.example/redirect')
  const form = { action: '/login', fields: { id: '1' }, buttons: [] }
  const page = await browser.submit({ url: `${origin}/`, status: 200, text: '' }, form, {
    name: 'a',
    value: 'b',
  })
  expect(page).toEqual({ url: 'http://app.example/redirect#code=1', status: 302, text: '' })
  expect(asked).toEqual(['POST /login', 'GET /next'])
})

test('a redirect without end is given up', async () => {
  const origin = await site((_request, response) => void response.writeHead(302, { location: '/' }).end())
  await expect(new Browser('http://app.example/').open(origin)).rejects.toThrow('more than 10 redirects')
})

test('a planted cookie is sent like any other, until the server sets its own', async () => {
  const sent: (string | undefined)[] = []
  const origin = await site((request, response) => {
    sent.push(request.headers.cookie)
    response.writeHead(200, { 'set-cookie': 'a=own' }).end()
  })
  const browser = new Browser()
  browser.plant(origin, 'a', 'planted')
  await browser.open(origin)
  await browser.open(origin)
  expect(sent).toEqual(['a=planted', 'a=own'])
  expect([...browser.cookies(origin)]).toEqual([['a', 'own']])
})
