import {
  McpServer,
  type AuthInfo,
  type JSONRPCRequest,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { ERAS, MODERN } from './ledger.fixture.ts'
import { createServerPool } from './server-pool.ts'

const CALLS = 4000
const AT_ONCE = 64
const USERS = 50

const gate = <Value = void>() => Promise.withResolvers<Value>()
const userOf = (context: ServerContext): string => String(context.http?.authInfo?.extra?.['user'])
const said = (text: string) => ({ content: [{ type: 'text' as const, text }] })

/** A pool whose tools misbehave in each way that could carry one user's word to another. */
function misbehavingPool(era: 'modern' | 'legacy') {
  const built: McpServer[] = []
  const seen = { aborted: [] as string[], late: gate(), leave: gate() }
  const pool = createServerPool(() => {
    const server = new McpServer(
      { name: 'pool', version: '1' },
      {
        capabilities: { tools: {}, logging: {} },
        ...(era === 'modern' ? { supportedProtocolVersions: [MODERN] } : {}),
      },
    )
    built.push(server)
    const inputSchema = z.object({ value: z.string() })
    server.registerTool('echo', { inputSchema }, async ({ value }, context) => {
      for (let turn = Math.random() * 4; turn > 0; turn--) await new Promise(setImmediate)
      return said(`${userOf(context)}:${value}`)
    })
    server.registerTool('throws', { inputSchema }, ({ value }, context) => {
      throw new Error(`of ${userOf(context)}: ${value}`)
    })
    // Answers, and keeps talking: by progress, by logging, and by asking.
    server.registerTool('chatters', { inputSchema }, async ({ value }, context) => {
      const { mcpReq } = context
      const progress = () =>
        mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken: 'p', progress: 1, message: value },
        })
      await progress()
      await mcpReq.log('emergency', value)
      setImmediate(() => void progress().catch(() => undefined))
      if (era === 'legacy') void mcpReq.send({ method: 'roots/list' }).catch(() => undefined)
      return said(`${userOf(context)}:${value}`)
    })
    // Is cancelled, does not listen, and answers later.
    server.registerTool('outlives', { inputSchema }, async ({ value }, context) => {
      context.mcpReq.signal.addEventListener('abort', () => seen.aborted.push(userOf(context)))
      seen.late.resolve()
      await seen.leave.promise
      return said(`late word for ${userOf(context)}: ${value}`)
    })
    server.registerTool('never_ends', { inputSchema }, () => new Promise(() => undefined))
    return server
  }, era)

  const call = async (tool: string, user: string, value: string, signal = new AbortController().signal) => {
    const { body } = ERAS[era === 'modern' ? 0 : 1][1](tool, { value })
    const authInfo: AuthInfo = { token: '', clientId: '', scopes: [], extra: { user } }
    return pool.serve(body as JSONRPCRequest, authInfo, signal)
  }
  return { pool, built, seen, call }
}

/** Runs `work` for each index, many at a time. */
async function crowd(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const answers = (text: string) =>
  expect.objectContaining({ id: 1, result: expect.objectContaining({ content: [{ type: 'text', text }] }) })

const eras = ['modern', 'legacy'] as const

test.each(eras)(`${CALLS} calls of ${USERS} users with one and the same id never mix, %s`, async (era) => {
  const { pool, built, call } = misbehavingPool(era)
  const tools = ['echo', 'throws', 'chatters', 'leaves']
  const wrong: unknown[] = []
  let answered = 0
  await crowd(CALLS, async (index) => {
    const [tool, user, value] = [tools[index % tools.length]!, `user-${index % USERS}`, `value-${index}`]
    const leaving = new AbortController()
    const calling = call(tool === 'leaves' ? 'echo' : tool, user, value, leaving.signal)
    if (tool === 'leaves') queueMicrotask(() => leaving.abort())
    const answer = await calling
    if (answer === undefined && tool === 'leaves') return
    answered++
    const text = tool === 'throws' ? `of ${user}: ${value}` : `${user}:${value}`
    if (!answers(text).asymmetricMatch(answer)) wrong.push({ tool, user, value, answer })
  })
  expect(wrong).toEqual([])
  expect(answered).toBeGreaterThanOrEqual((CALLS * 3) / 4)
  // Those whose caller left are gone; the others were used again and again.
  expect(built.length).toBeLessThan(CALLS / 2)
  expect(pool.idle).toBeLessThanOrEqual(AT_ONCE)
  await pool.close()
  expect(pool.idle).toBe(0)
})

test.each(eras)('a server is used again after its answer, an error too, %s', async (era) => {
  const { built, call } = misbehavingPool(era)
  for (const tool of ['echo', 'throws', 'chatters', 'echo']) await call(tool, 'alice', 'x')
  expect(built).toHaveLength(1)
})

test.each(eras)(
  'a cancelled call’s server is gone, and what it says later reaches nobody, %s',
  async (era) => {
    const { pool, built, seen, call } = misbehavingPool(era)
    const leaving = new AbortController()
    const cancelled = call('outlives', 'alice', 'secret', leaving.signal)
    await seen.late.promise
    leaving.abort()
    expect(await cancelled).toBeUndefined()
    expect(seen.aborted).toEqual(['alice'])
    expect(pool.idle).toBe(0)

    // The same id is in use by another user at the moment at which the old tool ends.
    const next = call('echo', 'bob', 'mine')
    seen.leave.resolve()
    expect(await next).toEqual(answers('bob:mine'))
    expect(built).toHaveLength(2)
  },
)

test.each(eras)('a tool that never ends holds up its own caller only, %s', async (era) => {
  const { pool, call } = misbehavingPool(era)
  const leaving = new AbortController()
  const endless = call('never_ends', 'alice', 'x', leaving.signal)
  await crowd(200, async (index) => {
    expect(await call('echo', 'bob', String(index))).toEqual(answers(`bob:${index}`))
  })
  leaving.abort()
  expect(await endless).toBeUndefined()
  expect(pool.idle).toBeGreaterThan(0)
})

test.each(eras)('a caller who has left already is not served, %s', async (era) => {
  const { pool, call } = misbehavingPool(era)
  expect(await call('echo', 'alice', 'x', AbortSignal.abort())).toBeUndefined()
  expect(pool.idle).toBe(0)
})

test.each(eras)('only so many servers are kept, %s', async (era) => {
  const { pool, built, call } = misbehavingPool(era)
  await Promise.all(Array.from({ length: 200 }, () => call('echo', 'alice', 'x')))
  expect(built).toHaveLength(200)
  expect(pool.idle).toBe(64)
})

test('a message of the other revision is turned away, not run', async () => {
  const { pool } = misbehavingPool('modern')
  const { body } = ERAS[1][1]('echo', { value: 'x' })
  const authInfo: AuthInfo = { token: '', clientId: '', scopes: [], extra: { user: 'alice' } }
  expect(await pool.serve(body as JSONRPCRequest, authInfo, new AbortController().signal)).toBeUndefined()
})
