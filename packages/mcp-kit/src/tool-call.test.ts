import { afterAll, describe, expect, test } from 'vitest'
import { ERAS, legacyCall, modernCall, startServer } from './ledger.fixture.ts'

interface CallAnswer {
  id: unknown
  result: { isError?: boolean; content: { text: string }[]; structuredContent?: Record<string, string> }
}

const visited: string[] = []
const server = await startServer({
  resource: async (url, tokenB) => {
    visited.push(url.href)
    // The answers come back in another order than the calls went out.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
    return new Response(`${url.pathname} ${tokenB.reveal().split('.')[2]}`)
  },
})
afterAll(() => server.app.close())

describe.each(ERAS)('revision %s', (_revision, call) => {
  const run = async (name: string, args: object = {}) => {
    const { body, headers } = call(name, args)
    const response = await server.post(body, { headers })
    return { status: response.status, answer: (await response.json()) as CallAnswer }
  }

  test('a tool that breaks says so without internals', async () => {
    const { status, answer } = await run('break_down')
    expect(status).toBe(200)
    expect(answer.result.isError).toBe(true)
    expect(answer.result.content[0]?.text).toMatch(/fault of this server.*trace [0-9a-f]{32}/)
    expect(JSON.stringify(answer)).not.toMatch(/internals|srv/)
  })

  test('a tool that declines says why', async () => {
    const { answer } = await run('decline')
    expect(answer.result).toMatchObject({
      isError: true,
      content: [{ text: 'You may not see this entry; ask its owner.' }],
    })
  })

  test.each([
    '/../admin',
    '/..%2f..%2f/../../x',
    '//attacker.example/x',
    'https://attacker.example/x',
    '/\\attacker.example',
    '@attacker.example/',
    '.attacker.example/',
    '/%2e%2e/admin',
    '',
  ])('a tool cannot take its token to %j', { tags: ['OBO-3'] }, async (path) => {
    visited.length = 0
    await run('wander_off', { path })
    for (const href of visited) expect(href).toMatch(/^https:\/\/ledger\.example\/v1\//)
  })
})

test('paths that stay below the resource arrive', async () => {
  visited.length = 0
  const { body, headers } = modernCall('wander_off', { path: '/entries/1?$select=a' })
  await server.post(body, { headers })
  expect(visited).toEqual(['https://ledger.example/v1/entries/1?$select=a'])
})

test('a hundred calls of ten users, all with the same id, in both revisions, do not mix', async () => {
  const users = Array.from({ length: 10 }, (_, index) => `aaaaaaaa-0000-4000-8000-0000000001${10 + index}`)
  const tokens = await Promise.all(users.map((oid) => server.token({ oid })))
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const accessToken = tokens[index % 10]!
      const make = index % 3 === 0 ? legacyCall : modernCall
      const { body, headers } = make('read_entry', { number: index + 1 })
      const response = await server.post(body, { headers, accessToken })
      const { id, result } = (await response.json()) as CallAnswer
      expect(id).toBe(1)
      expect(result.structuredContent).toEqual({
        entry: `/v1/entries/${index + 1} ${accessToken.split('.')[2]}`,
        user: users[index % 10],
      })
    }),
  )
})

test.each(ERAS)(
  'when the caller goes away the tool’s requests are aborted, revision %s',
  async (_revision, call) => {
    const { promise: aborted, resolve: onAbort } = Promise.withResolvers<unknown>()
    const { promise: started, resolve: onStart } = Promise.withResolvers<void>()
    const waiting = await startServer({
      resource: (_url, _tokenB, { signal }) =>
        new Promise((_resolve, reject) => {
          onStart()
          signal?.addEventListener('abort', () => {
            onAbort(signal.aborted)
            reject(signal.reason as Error)
          })
        }),
    })
    const { body, headers } = call('wait')
    const caller = new AbortController()
    const request = waiting
      .send(await waiting.token(), {
        method: 'POST',
        signal: caller.signal,
        headers: {
          ...headers,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(body),
      })
      .catch((error: unknown) => error)
    await started
    caller.abort()
    expect(await aborted).toBe(true)
    expect(await request).toMatchObject({ name: 'AbortError' })
    // Nobody is left to answer, and nothing was refused.
    expect(waiting.audit.records.filter(({ outcome }) => outcome === 'failure')).toEqual([])
    await waiting.app.close()
  },
)
