import { currentTrace } from '@chain-of-trust/auth-core'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { loggerOptions } from './logger.ts'
import { traceRequests } from './telemetry/trace-requests.ts'

async function loggedPath(url: string): Promise<unknown> {
  const lines: string[] = []
  const options = loggerOptions('test', 'info') as object
  const app = Fastify({ logger: { ...options, stream: { write: (line: string) => void lines.push(line) } } })
  await app.inject(url)
  const [{ req } = {}] = lines.map((line) => JSON.parse(line) as { req?: { path: unknown } })
  return req?.path
}

test.each([
  ['the code in a query is not logged', '/callback?code=abc', '/callback'],
  ['a ticket is not logged', `/connect/${'Ab_-'.repeat(11)}`, '/connect/[redacted]'],
  ['nor in the middle', `/replace/${'x'.repeat(43)}/now`, '/replace/[redacted]/now'],
  [
    'a GUID and a name are',
    '/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token',
    '/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token',
  ],
])('%s', { tags: ['LOG-4'] }, async (_, url, path) => {
  expect(await loggedPath(url)).toBe(path)
})

test('a line that is written for a request has its trace_id, with and without a trace of the caller; others have none', async () => {
  const lines: string[] = []
  const options = loggerOptions('test', 'info') as object
  const app = Fastify({ logger: { ...options, stream: { write: (line: string) => void lines.push(line) } } })
  traceRequests(app)
  app.get('/', (request) =>
    Promise.resolve().then(() => {
      request.log.info('at work')
      return currentTrace()?.traceId
    }),
  )
  const theirs = 'ab'.repeat(16)
  const own = await app.inject('/')
  const given = await app.inject({ url: '/', headers: { traceparent: `00-${theirs}-${'cd'.repeat(8)}-01` } })
  app.log.info('for nobody')
  expect([own.body.length, given.body]).toEqual([32, theirs])
  const idOf = (message: string) =>
    lines
      .map((line) => JSON.parse(line) as { msg: string; trace_id?: string })
      .flatMap(({ msg, trace_id }) => (msg === message ? [trace_id] : []))
  expect(idOf('at work')).toEqual([own.body, theirs])
  expect(idOf('request completed')).toEqual([own.body, theirs])
  expect(idOf('for nobody')).toEqual([undefined])
})
