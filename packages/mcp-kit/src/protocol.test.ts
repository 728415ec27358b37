import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { ERAS, ledger } from './ledger.fixture.ts'
import { createProtocol } from './protocol.ts'
import { ToolCall } from './tool-call.ts'

const TOKEN = { tid: 'tenant', oid: 'user' } as ConstructorParameters<typeof ToolCall>[0]['token']

test.each(ERAS)(
  'without an admission for just this tool nothing runs, even behind the gate: %s',
  async (_revision, make) => {
    const visited: string[] = []
    const protocol = createProtocol(ledger, Fastify({ logger: false }).log)
    const admission = (name: string) =>
      new ToolCall({
        name,
        token: TOKEN,
        reach: {
          url: 'https://ledger.example/v1',
          send: (input) => {
            visited.push(String(input))
            return Promise.resolve(new Response('entry'))
          },
          refusalIn: () => Promise.resolve(undefined),
        },
        signal: new AbortController().signal,
      })
    const run = async (call: ToolCall | undefined) => {
      const { body, headers } = make('read_entry', { number: 1 })
      const answer = await protocol.answer({
        url: 'http://localhost/mcp',
        headers: {
          ...headers,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body,
        owner: 'tenant/user/client',
        signal: new AbortController().signal,
        call,
      })
      return (await new Response(answer.body).json()) as { result: { isError?: boolean } }
    }

    for (const call of [undefined, admission('post_entry')]) {
      expect((await run(call)).result.isError).toBe(true)
    }
    expect(visited).toEqual([])
    expect((await run(admission('read_entry'))).result.isError).toBeUndefined()
    expect(visited).toHaveLength(1)
    await protocol.close()
  },
)
