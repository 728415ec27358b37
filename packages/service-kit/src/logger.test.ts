import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { loggerOptions } from './logger.ts'

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
])('%s', async (_, url, path) => {
  expect(await loggedPath(url)).toBe(path)
})
