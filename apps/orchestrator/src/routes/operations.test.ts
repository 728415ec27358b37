import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { ALICE, BOB } from '@chain-of-trust/testkit'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrchestrator, type Orchestrator } from '../app.fixture.ts'
import { challengedBy, needsContext } from '../mcp/mcp-server.fixture.ts'
import { openState } from '../state/open-state.ts'

// Odd spacing: whoever parses and writes it anew is found out.
const CLAIMS = '{"access_token":  {"acrs":{"essential":true,"value":"c2"}}}'
const OTHER = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
const DELETE = '/api/tools/mcp-sharepoint/delete_document'

type Browser = Awaited<ReturnType<Orchestrator['browser']>>
interface Shown {
  id: string
  state: string
  needs?: { kind: string; claims?: string }
  output?: { ok: boolean; content?: string; refusal?: { reason: string; error?: string } }
  error?: string
}

let chain: Orchestrator
let alice: Browser
let upgraded: Browser
beforeEach(async () => {
  chain = await startOrchestrator()
  alice = await chain.browser()
  upgraded = await chain.browser(ALICE, { acrs: ['c2'] })
  chain.mcp.answer = needsContext('c2', CLAIMS)
})
afterEach(() => chain.app.close())

const operationRecords = (reason?: string) =>
  chain.audit.records.filter(
    (record) => record.event === 'operation' && (reason ?? record.reason) === record.reason,
  )
const jsonOf = async (response: Response) => (await response.json()) as Shown

async function parked(browser = alice): Promise<string> {
  const response = await browser.post(DELETE, { id: 'id-draft' })
  expect(response.status).toBe(401)
  const { operation } = (await response.json()) as { operation: { id: string } }
  return operation.id
}

const claimsIn = (response: Response) => {
  const [challenge] = parseChallenges(response.headers.get('www-authenticate') ?? '')
  return decodeClaims(challenge?.params['claims'] ?? '')
}

test('a plain call is challenged, parked, resumed with the upgraded token, and runs once', async () => {
  const first = await alice.post(DELETE, { id: 'id-draft' })
  expect([first.status, claimsIn(first)]).toEqual([401, CLAIMS])
  const { error, operation } = (await first.json()) as { error: string; operation: Record<string, string> }
  expect([error, Object.keys(operation)]).toEqual(['insufficient_claims', ['id', 'expiresAt']])
  expect(Date.parse(operation['expiresAt']!) - Date.now()).toBeGreaterThan(86_390_000)
  expect(chain.mcp.ran).toEqual([])

  const waiting = await jsonOf(await alice.get(`/api/operations/${operation['id']}`))
  expect(waiting).toMatchObject({
    state: 'needs_user',
    title: 'Delete a document: id "id-draft"',
    arguments: { id: 'id-draft' },
    needs: { kind: 'step_up', by: 'mcp-sharepoint', claims: btoa(CLAIMS) },
  })
  const resumed = await upgraded.resume(operation['id']!)
  expect(resumed.status).toBe(200)
  expect(await resumed.json()).toMatchObject({
    id: operation['id'],
    state: 'done',
    output: { ok: true, tool: 'delete_document', operation: { id: operation['id'] } },
  })
  expect(chain.mcp.ran).toEqual([{ tool: 'delete_document', args: { id: 'id-draft' } }])
})

test('a challenge of the token endpoint is parked and resumed alike', async () => {
  chain.mcp.answer = undefined
  chain.tokens.answer = () =>
    Response.json({ error: 'invalid_grant', error_codes: [50_076], claims: CLAIMS }, { status: 400 })
  const id = await parked()
  chain.tokens.answer = undefined
  expect(await jsonOf(await upgraded.resume(id))).toMatchObject({ state: 'done' })
  expect(chain.mcp.ran).toHaveLength(1)
})

test('missing consent is parked too, with the scopes by their full names', async () => {
  chain.tokens.answer = () => Response.json({ error: 'consent_required' }, { status: 400 })
  const response = await alice.post(DELETE, { id: 'id-draft' })
  expect(response.status).toBe(403)
  const { operation } = (await response.json()) as { operation: { id: string } }
  expect(await jsonOf(await alice.get(`/api/operations/${operation.id}`))).toMatchObject({
    needs: { kind: 'consent', scopes: ['http://localhost:4411/mcp/Documents.Delete'] },
  })
  chain.tokens.answer = undefined
  expect(await jsonOf(await upgraded.resume(operation.id))).toMatchObject({ state: 'done' })
})

test.for([
  ['an outage', () => new Response('', { status: 503 })],
  ['no permission', () => new Response('', { status: 403 })],
] as const)('%s is nothing that the person can lift: not parked', async ([, answer]) => {
  chain.mcp.answer = answer
  expect(await (await alice.post(DELETE, { id: 'id-draft' })).json()).not.toHaveProperty('operation')
  expect(operationRecords()).toEqual([])
})

test('a double click runs the call once: the second is told that it runs, a later one what came of it', async () => {
  const id = await parked()
  const gate = Promise.withResolvers<undefined>()
  chain.mcp.answer = () => gate.promise
  const first = upgraded.resume(id)
  await expect.poll(() => chain.mcp.calls().length).toBe(2)
  const second = await upgraded.resume(id)
  expect([second.status, (await jsonOf(second)).state]).toEqual([202, 'running'])
  gate.resolve(undefined)
  expect((await jsonOf(await first)).state).toBe('done')
  const third = await upgraded.resume(id)
  expect([third.status, (await jsonOf(third)).state]).toEqual([200, 'done'])
  expect(chain.mcp.ran).toHaveLength(1)
})

test('a hundred resumes at once are one call', async () => {
  const id = await parked()
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async () => (await upgraded.resume(id)).status),
  )
  expect(new Set(statuses.filter((status) => status !== 202))).toEqual(new Set([200]))
  expect(chain.mcp.ran).toHaveLength(1)
  expect(operationRecords('operation_resumed')).toHaveLength(1)
})

test('every attempt carries the same idempotency key', async () => {
  const id = await parked()
  await upgraded.resume(id)
  const keys = chain.mcp.calls().map(({ headers }) => headers.get('idempotency-key'))
  expect(keys).toHaveLength(2)
  expect(new Set(keys)).toEqual(new Set([expect.stringMatching(/^[0-9a-f-]{36}$/)]))
  await alice.post(DELETE, { id: 'id-draft' })
  expect(chain.mcp.calls().at(-1)?.headers.get('idempotency-key')).not.toBe(keys[0])
})

// Loop guard

test('the same claims a second time end the loop, with a sentence', { tags: ['STP-3'] }, async () => {
  const id = await parked()
  const looped = await alice.resume(id)
  expect(looped.status).toBe(200)
  expect(await looped.json()).toMatchObject({
    state: 'failed',
    error: 'challenge_repeated',
    output: { ok: false, refusal: { error: 'challenge_repeated', actor: 'administrator' } },
  })
  expect(await jsonOf(await upgraded.resume(id))).toMatchObject({ state: 'failed' })
  expect(chain.mcp.ran).toEqual([])
})

test('different claims park it again, and the answer is their challenge', async () => {
  const id = await parked()
  chain.mcp.answer = () => challengedBy(OTHER)
  const again = await upgraded.resume(id)
  expect([again.status, claimsIn(again)]).toEqual([401, OTHER])
  expect(await again.json()).toMatchObject({ error: 'insufficient_claims', operation: { id } })
  expect(await jsonOf(await alice.get(`/api/operations/${id}`))).toMatchObject({
    state: 'needs_user',
    needs: { claims: btoa(OTHER) },
  })
  chain.mcp.answer = undefined
  expect(await jsonOf(await upgraded.resume(id))).toMatchObject({ state: 'done' })
})

test('even with new claims each time, the sixth challenge is one too many', async () => {
  const id = await parked()
  let count = 0
  chain.mcp.answer = () => challengedBy(`{"access_token":{"n":{"value":"${(count += 1)}"}}}`)
  for (let n = 2; n <= 5; n += 1) expect((await upgraded.resume(id)).status).toBe(401)
  expect(await jsonOf(await upgraded.resume(id))).toMatchObject({
    state: 'failed',
    error: 'too_many_challenges',
  })
})

// Whose it is

test('somebody else finds nothing, can do nothing, and is on the record', { tags: ['STP-2'] }, async () => {
  const id = await parked()
  const bob = await chain.browser(BOB, { acrs: ['c2'] })
  const answers = [
    await bob.resume(id),
    await bob.get(`/api/operations/${id}`),
    await bob.cancel(id),
    await bob.resume('2f1a0000-0000-4000-8000-000000000000'),
  ]
  const bodies = await Promise.all(answers.map((response) => response.text()))
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  expect(new Set(bodies).size).toBe(1)
  expect(operationRecords('operation_foreign')).toMatchObject(
    Array.from({ length: 3 }, () => ({ outcome: 'failure', operation_id: id, subject: { oid: BOB } })),
  )
  expect(await (await bob.get('/api/operations')).json()).toEqual({ operations: [] })
  expect(chain.mcp.ran).toEqual([])
  expect((await jsonOf(await upgraded.resume(id))).state).toBe('done')
})

test('claims and arguments that come with the resume are not read: what was stored runs', async () => {
  const id = await parked()
  const body = JSON.stringify({
    arguments: { id: 'id-roadmap' },
    needs: { claims: btoa('{}') },
    state: 'done',
  })
  const headers = { 'content-type': 'application/json' }
  const tampered = await alice.resume(id, { body, headers })
  expect(await jsonOf(tampered)).toMatchObject({ state: 'failed', error: 'challenge_repeated' })
  const second = await parked()
  await upgraded.resume(second, { body, headers })
  expect(chain.mcp.ran).toEqual([{ tool: 'delete_document', args: { id: 'id-draft' } }])
})

test('a client without cp1 cannot answer a challenge: nothing is parked', async () => {
  const plain = await chain.browser(ALICE, { xms_cc: [] })
  const response = await plain.post(DELETE, { id: 'id-draft' })
  expect(await response.json()).not.toHaveProperty('operation')
  expect(operationRecords()).toEqual([])
  expect(await (await plain.get('/api/operations')).json()).toEqual({ operations: [] })
})

test('nobody resumes without a token', async () => {
  const id = await parked()
  const response = await fetch(`${chain.base}/api/operations/${id}/resume`, { method: 'POST' })
  expect(response.status).toBe(401)
  expect(chain.mcp.ran).toEqual([])
})

// Ends

test('cancelled is cancelled: it cannot be resumed', async () => {
  const id = await parked()
  const cancelled = await alice.cancel(id)
  expect([cancelled.status, (await jsonOf(cancelled)).state]).toEqual([200, 'cancelled'])
  const resumed = await upgraded.resume(id)
  expect([resumed.status, await resumed.json()]).toEqual([410, { error: 'operation_cancelled' }])
  expect(operationRecords('operation_cancelled').map(({ outcome }) => outcome)).toEqual([
    'success',
    'failure',
  ])
  expect(chain.mcp.ran).toEqual([])
})

test('what has ended cannot be cancelled', async () => {
  const id = await parked()
  await upgraded.resume(id)
  expect((await alice.cancel(id)).status).toBe(409)
})

test('the browser may leave during the resume: the call completes, and the result is kept', async () => {
  const id = await parked()
  const leaving = new AbortController()
  const gate = Promise.withResolvers<undefined>()
  chain.mcp.answer = () => {
    leaving.abort()
    return gate.promise
  }
  await expect(upgraded.resume(id, { signal: leaving.signal })).rejects.toThrow('abort')
  // Time enough for the server to see that the connection is gone.
  await new Promise((resolve) => setTimeout(resolve, 200))
  gate.resolve(undefined)
  await expect.poll(async () => (await jsonOf(await alice.get(`/api/operations/${id}`))).state).toBe('done')
  expect(chain.mcp.ran).toHaveLength(1)
})

test('an outage at the resume loses nothing: it waits on, and can be resumed later', async () => {
  const id = await parked()
  chain.tokens.answer = () => new Response('{}', { status: 503, headers: { 'retry-after': '9' } })
  const refused = await upgraded.resume(id)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '9'])
  expect((await jsonOf(await alice.get(`/api/operations/${id}`))).state).toBe('needs_user')
  chain.tokens.answer = undefined
  chain.mcp.answer = () => new Response('', { status: 503 })
  expect((await upgraded.resume(id)).status).toBe(503)
  // The server was reached: what it did is not known.
  expect((await jsonOf(await alice.get(`/api/operations/${id}`))).state).toBe('interrupted')
  chain.mcp.answer = undefined
  expect((await jsonOf(await upgraded.resume(id))).state).toBe('done')
  expect(chain.mcp.ran).toHaveLength(1)
})

test('an operation survives a restart of the orchestrator', async () => {
  const STATE_DIR = mkdtempSync(join(tmpdir(), 'operations-'))
  await chain.app.close()
  chain = await startOrchestrator({ state: await openState({ STATE_DIR }) })
  chain.mcp.answer = needsContext('c2', CLAIMS)
  const id = await parked(await chain.browser())
  await chain.app.close()
  chain = await startOrchestrator({ state: await openState({ STATE_DIR }) })
  const again = await chain.browser(ALICE, { acrs: ['c2'] })
  expect(await (await again.get('/api/operations')).json()).toMatchObject({
    operations: [{ id, state: 'needs_user' }],
  })
  expect((await jsonOf(await again.resume(id))).state).toBe('done')
  expect(chain.mcp.ran).toEqual([{ tool: 'delete_document', args: { id: 'id-draft' } }])
})

test('an operation that waited too long is gone', async () => {
  await chain.app.close()
  chain = await startOrchestrator({ environment: { OPERATION_TTL: '1' } })
  chain.mcp.answer = needsContext('c2', CLAIMS)
  const id = await parked(await chain.browser())
  await new Promise((resolve) => setTimeout(resolve, 1050))
  const late = await (await chain.browser(ALICE, { acrs: ['c2'] })).resume(id)
  expect([late.status, await late.json()]).toEqual([410, { error: 'operation_expired' }])
  expect(chain.mcp.ran).toEqual([])
  // Once because the time was over, once because somebody came too late.
  expect(operationRecords('operation_expired')).toHaveLength(2)
})

test('the records tell the whole story, joined by the operation and by the trace', async () => {
  const id = await parked()
  await upgraded.resume(id)
  const records = chain.audit.records.filter(({ operation_id }) => operation_id === id)
  expect(records.map(({ event, outcome, reason }) => [event, outcome, reason])).toEqual([
    ['operation', 'challenge', 'operation_parked'],
    ['operation', 'success', 'operation_resumed'],
    ['token_exchanged', 'success', undefined],
    ['operation', 'success', 'operation_done'],
  ])
  const [parking, resumed, exchanged] = records
  expect(resumed).toMatchObject({
    tool: 'mcp-sharepoint/delete_document',
    acrs: ['c2'],
    diagnostics: { parked_trace_id: parking?.trace_id },
  })
  expect(exchanged?.trace_id).toBe(resumed?.trace_id)
})

test('an id that is none is not looked up', async () => {
  for (const id of ['x', '..', '%00', "' or 1=1 --"]) {
    expect((await alice.get(`/api/operations/${encodeURIComponent(id)}`)).status).toBe(404)
  }
})
