import { expect, test } from 'vitest'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Operation } from '../wire/operation.ts'
import { OperationDesk } from './operation-desk.ts'

const WAITING: Operation = {
  id: 'op',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'List issues',
  server: 'mcp-github',
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T08:15:00.000Z',
  needs: {
    kind: 'link',
    by: 'mcp-github',
    reason: 'GitHub is not connected.',
    url: 'http://localhost:4420/connect/old',
    providerName: 'GitHub',
    scopes: ['issues:read'],
  },
}
const done: Operation = { ...WAITING, state: 'done', needs: undefined }
const FRESH = { url: 'http://localhost:4420/connect/new', expiresAt: '2026-11-23T08:12:00.000Z' }
const refused = (status: number, error: string, operation?: string) =>
  new OrchestratorRefusal({ status, error, operation })

type Answer = object | Error | Promise<object>

/** A desk whose list holds one call that waits for an account, and an orchestrator that answers these. */
async function desk(answers: Record<string, Answer[]> = {}, opened: string[] = []) {
  const sent: string[] = []
  const windows: object[] = []
  const usual: Record<string, Answer> = {
    'GET /api/operations': { operations: [WAITING] },
    'GET /api/operations/op': WAITING,
    'POST /api/operations/op/connect': FRESH,
    'POST /api/operations/op/resume': done,
    'DELETE /api/operations/op': { ...done, state: 'cancelled' },
  }
  const it = new OperationDesk({
    opened,
    auth: {
      fetch: async (path, { method = 'GET' } = {}) => {
        const key = `${method} ${path}`
        sent.push(key)
        const answer = await Promise.resolve(answers[key]?.shift() ?? usual[key])
        if (answer instanceof Error) throw answer
        return Response.json(answer)
      },
      stepUp: async (challenge) => void windows.push(challenge),
      renew: async (challenge) => void windows.push(challenge),
    },
  })
  await it.load()
  sent.length = 0
  const now = () => it.snapshot().operations.find(({ id }) => id === 'op')
  return { it, sent, windows, now, attempt: () => it.snapshot().attempts['op'] }
}

test('“I have connected it” asks the orchestrator, and opens no window of the identity provider', async () => {
  const { it, sent, windows, now } = await desk()
  await it.resume(WAITING)
  expect([sent, windows, now()?.state]).toEqual([['POST /api/operations/op/resume'], [], 'done'])
})

test('said too early: it still waits, and the card says what to do', async () => {
  const early = refused(409, 'not_connected_yet', 'op')
  const { it, now, attempt } = await desk({ 'POST /api/operations/op/resume': [early] })
  await it.resume(WAITING)
  expect(attempt()).toMatchObject({ phase: 'idle', failure: { title: 'It is not connected yet' } })
  expect(now()?.state).toBe('needs_user')
})

test('opened after all: that it was said too early is no longer said', async () => {
  const { it, attempt } = await desk({
    'POST /api/operations/op/resume': [refused(409, 'not_connected_yet')],
  })
  await it.resume(WAITING)
  it.opened(WAITING)
  expect(attempt()).toBeUndefined()
})

test('an outage of the vault is not called one of the identity provider', async () => {
  const { it, attempt } = await desk({ 'POST /api/operations/op/connect': [refused(503, 'unavailable')] })
  await it.renewLink(WAITING)
  expect(attempt()?.failure?.title).toBe('Your accounts cannot be reached now')
})

test('a fresh address takes the place of the old one; nothing is opened, and nothing runs', async () => {
  const { it, sent, windows, now, attempt } = await desk()
  await it.renewLink(WAITING)
  expect(now()?.needs).toEqual({ ...WAITING.needs, url: FRESH.url, urlExpiresAt: FRESH.expiresAt })
  expect([sent, windows, attempt()]).toEqual([['POST /api/operations/op/connect'], [], undefined])
})

test('a double click asks for one address', async () => {
  const { it, sent } = await desk()
  await Promise.all([it.renewLink(WAITING), it.renewLink(WAITING)])
  expect(sent).toHaveLength(1)
})

test('declined while a fresh address is on its way: it stays declined', async () => {
  let arrive: (link: object) => void = () => {}
  const slow = new Promise<object>((resolve) => (arrive = resolve))
  const { it, now, attempt } = await desk({ 'POST /api/operations/op/connect': [slow] })
  const renewed = it.renewLink(WAITING)
  expect(attempt()).toEqual({ phase: 'linking' })
  await it.cancel(WAITING)
  arrive(FRESH)
  await renewed
  expect([now()?.state, now()?.needs, attempt()]).toEqual(['cancelled', undefined, undefined])
})

test('gone on by a click while a fresh address is on its way: the card stays at that', async () => {
  let arrive: (link: object) => void = () => {}
  let finish: (operation: object) => void = () => {}
  const { it, now, attempt } = await desk({
    'POST /api/operations/op/connect': [new Promise<object>((resolve) => (arrive = resolve))],
    'POST /api/operations/op/resume': [new Promise<object>((resolve) => (finish = resolve))],
  })
  const renewed = it.renewLink(WAITING)
  const resumed = it.resume(WAITING)
  await Promise.resolve()
  arrive(FRESH)
  await renewed
  expect(attempt()).toEqual({ phase: 'resuming' })
  finish(done)
  await resumed
  expect([now()?.state, attempt()]).toEqual(['done', undefined])
})

test('gone on in another tab while a fresh address is on its way: nothing is asked any more', async () => {
  let arrive: (link: object) => void = () => {}
  const slow = new Promise<object>((resolve) => (arrive = resolve))
  const { it, now } = await desk({
    'GET /api/operations': [{ operations: [WAITING] }, { operations: [done] }],
    'POST /api/operations/op/connect': [slow],
  })
  const renewed = it.renewLink(WAITING)
  await it.load()
  arrive(FRESH)
  await renewed
  expect([now()?.state, now()?.needs]).toEqual(['done', undefined])
})

test.each([
  [refused(410, 'operation_expired'), 'expired', undefined],
  [refused(410, 'operation_cancelled'), 'cancelled', undefined],
  [refused(503, 'temporarily_unavailable'), 'needs_user', 'retry'],
  [new TypeError('Failed to fetch'), 'needs_user', 'retry'],
])('no fresh address, because of %s: %s', async (error, state, action) => {
  const { it, now, attempt } = await desk({ 'POST /api/operations/op/connect': [error] })
  await it.renewLink(WAITING)
  expect([now()?.state, attempt()?.failure?.action]).toEqual([state, action])
})

test.each([
  [done, true],
  [refused(409, 'not_connected_yet', 'op'), true],
  [refused(503, 'temporarily_unavailable'), false],
  [refused(429, 'slow_down'), false],
  [new TypeError('Failed to fetch'), false],
])('without a click, answered by %o: settled is %s', async (answer, settled) => {
  const { it, windows } = await desk({ 'POST /api/operations/op/resume': [answer] })
  expect(await it.resumeLinked(WAITING)).toBe(settled)
  expect(windows).toEqual([])
})

test('without a click nothing is sent beside a click that is at work', async () => {
  let arrive: (operation: object) => void = () => {}
  const slow = new Promise<object>((resolve) => (arrive = resolve))
  const { it, sent, now } = await desk({ 'POST /api/operations/op/resume': [slow] })
  const clicked = it.resume(WAITING)
  await Promise.resolve()
  expect(await it.resumeLinked(WAITING)).toBe(false)
  arrive(done)
  await clicked
  expect([sent.length, now()?.state]).toEqual([1, 'done'])
})

test('that the page was opened is known again after a reload', async () => {
  const { it } = await desk({}, ['before'])
  it.opened(WAITING)
  expect([...it.snapshot().opened]).toEqual(['before', 'op'])
})
