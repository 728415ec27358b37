import { currentTrace } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { createService } from './service.ts'

const ID = 'ab'.repeat(16)

test('a service is healthy without a token, and carries the trace of its caller', async () => {
  const app = createService({ name: 'test', logLevel: 'silent' })
  app.get('/trace', async () => {
    await Promise.resolve()
    return { trace: currentTrace()?.traceId }
  })
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  const headers = { traceparent: `00-${ID}-00f067aa0ba902b7-01` }
  expect((await app.inject({ url: '/trace', headers })).json()).toEqual({ trace: ID })
})

test('malformed JSON is 400', async () => {
  const app = createService({ name: 'test', logLevel: 'silent' })
  app.post('/echo', (request) => request.body)
  const headers = { 'content-type': 'application/json' }
  expect((await app.inject({ method: 'POST', url: '/echo', headers, body: '{"a":' })).statusCode).toBe(400)
})

test("the caller's own X-Forwarded-For is not believed", { tags: ['ZTA-1'] }, async () => {
  const app = createService({ name: 'test', logLevel: 'silent' })
  app.get('/ip', (request) => ({ ip: request.ip }))
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  expect((await app.inject({ url: '/ip', headers })).json()).toEqual({ ip: '127.0.0.1' })
})

test('X-Forwarded-For is believed from a trusted proxy, and only what that one wrote', async () => {
  const app = createService({ name: 'test', logLevel: 'silent', trustedProxies: ['127.0.0.0/8'] })
  app.get('/ip', (request) => ({ ip: request.ip }))
  const ipOf = async (forwarded: string, remoteAddress = '127.0.0.1') => {
    const headers = { 'x-forwarded-for': forwarded }
    return (await app.inject({ url: '/ip', headers, remoteAddress })).json<{ ip: string }>().ip
  }
  expect(await ipOf('203.0.113.9')).toBe('203.0.113.9')
  expect(await ipOf('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9')
  expect(await ipOf('203.0.113.9', '192.0.2.7')).toBe('192.0.2.7')
})
