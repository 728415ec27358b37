import { ALICE } from '@chain-of-trust/testkit'
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { answered, answerOf, says, startOrchestrator, type Orchestrator } from '../app.fixture.ts'
import { needsContext } from '../mcp/mcp-server.fixture.ts'
import { openState } from '../state/open-state.ts'
import { usePlaces, type Place } from '../state/places.fixture.ts'

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}'
const DELETE = '/api/tools/mcp-sharepoint/delete_document'
// Databases are made, and processes: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })
const places = usePlaces()
let place: Place
let chain: Orchestrator
beforeEach(async () => {
  place = await places.open('PostgreSQL')
  chain = await replica()
})

async function replica(): Promise<Orchestrator> {
  const started = await startOrchestrator({ state: await openState(place) })
  onTestFinished(() => started.app.close())
  started.mcp.answer = needsContext('c2', CLAIMS)
  return started
}
async function park(): Promise<string> {
  const response = await (await chain.browser()).post(DELETE, { id: 'id-draft' })
  return ((await response.json()) as { operation: { id: string } }).operation.id
}
const reasons = ({ audit }: Orchestrator, event: string) =>
  audit.records.filter((record) => record.event === event).map(({ reason }) => reason)

test('without the database every route says 503 and when to come again; nothing runs, and then all goes on', async () => {
  const id = await park()
  const alice = await chain.browser(ALICE, { acrs: ['c2'] })
  const plain = await chain.browser()
  await places.away(place)
  const requests = {
    list: () => alice.get('/api/operations'),
    find: () => alice.get(`/api/operations/${id}`),
    resume: () => alice.resume(id),
    connect: () => alice.post(`/api/operations/${id}/connect`, {}),
    cancel: () => alice.cancel(id),
    park: () => plain.post(DELETE, { id: 'id-draft' }),
  }
  for (const [name, request] of Object.entries(requests)) {
    const response = await request()
    const told = [response.status, response.headers.get('retry-after'), await response.json()]
    expect([name, ...told]).toEqual([name, 503, '5', { error: 'temporarily_unavailable' }])
    expect(chain.audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'resource_unavailable' })
  }
  expect(chain.mcp.ran).toEqual([])
  await places.back(place)
  expect(await (await alice.resume(id)).json()).toMatchObject({ id, state: 'done' })
  expect(chain.mcp.ran).toHaveLength(1)
})

test('a parked call goes on at the other replica, once, whoever is asked how often', async () => {
  const id = await park()
  const other = await replica()
  const browsers = [
    await chain.browser(ALICE, { acrs: ['c2'] }),
    await other.browser(ALICE, { acrs: ['c2'] }),
  ]
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => browsers[n % 2]!.resume(id)))
  expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([])
  expect([...chain.mcp.ran, ...other.mcp.ran]).toHaveLength(1)
})

async function askToShare(at = chain) {
  at.mcp.answer = undefined
  const browser = await at.browser()
  const question = says('share the roadmap with bob@contoso.example')
  const { message } = await answerOf(await browser.chat({ messages: [question] }))
  return { message, yes: { messages: [question, answered(message, true)] } }
}

test('what was asked before a restart may be approved after it, at another replica, once', async () => {
  const { message, yes } = await askToShare()
  await chain.app.close()
  const other = await replica()
  other.mcp.answer = undefined
  const browser = await other.browser()
  const { tools } = await answerOf(await browser.chat(yes), message)
  expect(tools.at(-1)?.output).toMatchObject({ ok: true, tool: 'share_document' })
  const again = await answerOf(await browser.chat(yes), message)
  expect(again.tools.at(-1)?.output).toMatchObject({ refusal: { error: 'approval_reused' } })
})

test('a yes that cannot be looked up is refused in the stream, and stays good', async () => {
  const { message, yes } = await askToShare()
  const browser = await chain.browser()
  await places.away(place)
  const { tools } = await answerOf(await browser.chat(yes), message)
  expect(tools.at(-1)?.output).toMatchObject({
    ok: false,
    refusal: {
      by: 'orchestrator',
      reason: 'Its database cannot be reached at the moment. Try again in 5 seconds.',
      error: 'temporarily_unavailable',
      remedy: 'retry_later',
      retryAfter: 5,
    },
  })
  expect(reasons(chain, 'tool_approval')).toEqual(['approval_requested', 'approval_unavailable'])
  expect(chain.mcp.ran.map(({ tool }) => tool)).not.toContain('share_document')
  await places.back(place)
  const { tools: then } = await answerOf(await browser.chat(yes), message)
  expect(then.at(-1)?.output).toMatchObject({ ok: true, tool: 'share_document' })
})

test('what cannot be written down is not asked: the stream says to come again', async () => {
  await places.away(place)
  const { message } = await askToShare()
  const part = message.parts.findLast(({ type }) => type === 'dynamic-tool')
  expect(part).toMatchObject({
    state: 'output-available',
    output: { ok: false, refusal: { by: 'orchestrator', remedy: 'retry_later' } },
  })
  expect(reasons(chain, 'tool_approval')).toEqual(['approval_unavailable'])
})

test('a call of the chat that cannot be parked is refused in the stream', async () => {
  chain.mcp.answer = needsContext('c2', CLAIMS)
  await places.away(place)
  const browser = await chain.browser()
  const { tools } = await answerOf(await browser.chat({ messages: [says('read the Q3 forecast')] }))
  expect(tools.at(-1)?.output).toMatchObject({ ok: false, refusal: { remedy: 'retry_later' } })
  expect(reasons(chain, 'operation')).toContain('operation_unavailable')
})

test('what ran while the database went away is written down when it is back, and does not run again', async () => {
  const id = await park()
  chain.mcp.answer = async (method) => {
    if (method === 'tools/call') await places.away(place)
    return undefined
  }
  const alice = await chain.browser(ALICE, { acrs: ['c2'] })
  expect((await alice.resume(id)).status).toBe(503)
  await places.back(place)
  const found = async () =>
    ((await (await alice.get(`/api/operations/${id}`)).json()) as { state: string }).state
  await expect.poll(found, { timeout: 10_000 }).toBe('done')
  expect(await (await alice.resume(id)).json()).toMatchObject({ state: 'done' })
  expect(chain.mcp.ran).toHaveLength(1)
  expect(reasons(chain, 'operation').at(-1)).toBe('operation_done')
})

test('an id that is none, and a stranger’s, are answered as ever', async () => {
  const id = await park()
  const stranger = await chain.browser(randomUUID())
  expect((await stranger.resume(id)).status).toBe(404)
  expect((await stranger.get('/api/operations/no-id')).status).toBe(404)
})
