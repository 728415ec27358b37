import { afterEach, beforeEach, expect, test } from 'vitest'
import { answered, answerOf, says, startOrchestrator, type Orchestrator } from '../app.fixture.ts'
import { needsContext } from '../mcp/mcp-server.fixture.ts'

const SEARCH = '/api/tools/mcp-sharepoint/search_documents'
const DELETE = '/api/tools/mcp-sharepoint/delete_document'
const DRAFT = { id: 'id-draft' }
const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}'

let chain: Orchestrator
let alice: Awaited<ReturnType<Orchestrator['browser']>>
beforeEach(async () => {
  chain = await startOrchestrator()
  alice = await chain.browser()
})
afterEach(() => chain.app.close())

type Break = () => Response | Promise<Response>
const reset: Break = () =>
  Promise.reject(new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } }))
const torn: Break = () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
const tornStream: Break = () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
const BREAKS: [string, Break][] = [
  ['a reset connection', reset],
  ['a proxy that lost the server (502)', () => new Response('', { status: 502 })],
  ['a proxy that waited too long (504)', () => new Response('', { status: 504 })],
  ['an answer that is torn', torn],
  ['a stream that is torn', tornStream],
]

/** The first `times` calls of a tool break off. */
function breaks(broken: Break, times = 1): void {
  let left = times
  chain.mcp.answer = (method) => {
    if (method !== 'tools/call' || left === 0) return undefined
    left -= 1
    return broken()
  }
}
const jtiOf = (proof: string) =>
  (JSON.parse(Buffer.from(proof.split('.')[1]!, 'base64url').toString()) as { jti: string }).jti
const told = () => chain.audit.records.filter(({ event }) => event === 'tool_call')

test.for(BREAKS)('%s: a call that reads is made once more, with a proof of its own', async ([, broken]) => {
  breaks(broken)
  const response = await alice.post(SEARCH, {})
  expect(response.status).toBe(200)
  const [first, second, ...more] = chain.mcp.calls()
  expect(more).toEqual([])
  const jtis = [first, second].map((call) => jtiOf(call!.headers.get('dpop')!))
  expect(new Set(jtis).size).toBe(2)
  // Whoever acted on the first can tell.
  expect(second!.headers.get('idempotency-key')).toBe(first!.headers.get('idempotency-key'))
  expect(told()).toMatchObject([
    { outcome: 'success', reason: 'call_repeated', tool: 'mcp-sharepoint/search_documents' },
  ])
})

test.for(BREAKS)('%s: a deletion is not made again, and may have happened', async ([, broken]) => {
  breaks(broken)
  const response = await alice.post(DELETE, DRAFT)
  expect(response.status).toBe(502)
  expect(await response.json()).toEqual({ error: 'outcome_unknown' })
  expect(chain.mcp.calls()).toHaveLength(1)
  expect(told()).toMatchObject([
    { outcome: 'failure', reason: 'outcome_unknown', tool: 'mcp-sharepoint/delete_document' },
  ])
  // Once on the record, not once more by the error handler.
  expect(chain.audit.records.filter(({ reason }) => reason === 'outcome_unknown')).toHaveLength(1)
})

test('broken off twice is an outage: a third time would be one too many', async () => {
  breaks(reset, 2)
  const response = await alice.post(SEARCH, {})
  expect([response.status, await response.json()]).toEqual([503, { error: 'temporarily_unavailable' }])
  expect(chain.mcp.calls()).toHaveLength(2)
})

test('what was never sent did not happen: an outage for a deletion too, and nothing is repeated', async () => {
  breaks(() => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })))
  expect((await alice.post(DELETE, DRAFT)).status).toBe(503)
  expect(chain.mcp.calls()).toHaveLength(1)
  expect(told()).toEqual([])
})

test('a server that refuses has answered: nothing is repeated', async () => {
  breaks(() => new Response('', { status: 503 }))
  expect((await alice.post(SEARCH, {})).status).toBe(503)
  expect(chain.mcp.calls()).toHaveLength(1)
})

test('in the chat the person reads that it may have happened, and the model is told as much', async () => {
  const asked = await answerOf(await alice.chat({ messages: [says('delete the old draft')] }))
  breaks(reset)
  const messages = [says('delete the old draft'), answered(asked.message, true)]
  const { tools, words } = await answerOf(await alice.chat({ messages }), messages[1])
  expect(tools.at(-1)?.output).toMatchObject({
    ok: false,
    refusal: {
      by: 'mcp-sharepoint',
      reason: 'The connection broke off before its answer came: it may have happened.',
      error: 'outcome_unknown',
      actor: 'user',
    },
  })
  expect(words).toContain('I do not know whether I could delete the document.')
  expect(words).not.toContain('refused')
  expect(chain.mcp.ran.filter(({ tool }) => tool === 'delete_document')).toEqual([])
})

test('a resumed call that breaks off is interrupted: only its person makes it again', async () => {
  const challenged = needsContext('c2', CLAIMS)
  chain.mcp.answer = challenged
  const { operation } = (await (await alice.post(DELETE, DRAFT)).json()) as { operation: { id: string } }
  const upgraded = await chain.browser(undefined, { acrs: ['c2'] })
  breaks(reset)
  const resumed = await upgraded.resume(operation.id)
  expect([resumed.status, await resumed.json()]).toEqual([502, { error: 'outcome_unknown' }])
  const waiting = await alice.get(`/api/operations/${operation.id}`)
  expect(await waiting.json()).toMatchObject({ state: 'interrupted' })
  expect(chain.audit.records.at(-2)).toMatchObject({ event: 'operation', reason: 'operation_interrupted' })

  expect(await (await upgraded.resume(operation.id)).json()).toMatchObject({ state: 'done' })
  const keys = chain.mcp.calls().map(({ headers }) => headers.get('idempotency-key'))
  expect(new Set(keys).size).toBe(1)
})
