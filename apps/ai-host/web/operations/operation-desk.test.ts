import { AuthError, InteractionRequiredAuthError } from '@azure/msal-browser'
import { encodeClaims } from '@chain-of-trust/auth-core/challenge'
import { expect, test } from 'vitest'
import { OtherAccount } from '../auth/access-token.ts'
import type { Challenge } from '../auth/challenge.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Operation } from '../wire/operation.ts'
import { OperationDesk } from './operation-desk.ts'

const ACRS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
const NBF = '{"access_token":{"nbf":{"essential":true,"value":"1795391000"}}}'
const needs = (claims: string) =>
  ({ kind: 'step_up', by: 'mcp', reason: 'Prove it.', claims: encodeClaims(claims) }) as const
const WAITING: Operation = {
  id: 'op',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'Delete a document',
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T08:15:00.000Z',
  needs: needs(ACRS),
}
const done: Operation = { ...WAITING, state: 'done' }
const gone = (status: number, error: string) => new OrchestratorRefusal({ status, error })
const failing = (error: Error) => async () => {
  throw error
}
const asking = () => new InteractionRequiredAuthError('interaction_required', 'corr')

interface Given {
  /** To POST …/resume, in turn. */
  answers?: (Operation | Error)[]
  get?: Operation
  /** As the list has it; none: the list never came. */
  listed?: Operation | 'never'
  stepUp?: (challenge: Challenge) => Promise<void>
  renew?: (challenge: Challenge) => Promise<void>
}

async function desk({ answers = [done], get = WAITING, listed = WAITING, stepUp, renew }: Given = {}) {
  const sent: string[] = []
  const windows: Challenge[] = []
  const time = { now: 0 }
  const answer = (method: string, path: string): Operation | Error => {
    if (path.endsWith('/resume')) return answers.shift() ?? done
    if (method === 'DELETE') return { ...WAITING, state: 'cancelled' }
    return get
  }
  const it = new OperationDesk({
    now: () => time.now,
    auth: {
      fetch: async (path, { method = 'GET' } = {}) => {
        sent.push(`${method} ${path}`)
        if (path === '/api/operations') return Response.json({ operations: [listed] })
        const answered = answer(method, path)
        if (answered instanceof Error) throw answered
        return Response.json(answered)
      },
      stepUp: async (challenge) => {
        windows.push(challenge)
        await stepUp?.(challenge)
      },
      renew: async (challenge) => renew?.(challenge),
    },
  })
  if (listed !== 'never') await it.load()
  sent.length = 0
  const state = () => it.snapshot().operations.find(({ id }) => id === 'op')?.state
  return { it, sent, windows, time, state, attempt: () => it.snapshot().attempts['op'] }
}

test('the claims go to the window as they came, then the same operation goes on', async () => {
  const { it, sent, windows, state, attempt } = await desk()
  await it.resume(WAITING)
  expect(windows).toEqual([{ claims: ACRS }])
  expect(sent).toEqual(['POST /api/operations/op/resume'])
  expect([state(), attempt()]).toEqual(['done', undefined])
})

test('what the conversation remembers may be an older challenge: what was never listed is asked for first', async () => {
  const needed = '{"access_token":{"acrs":{"value":"c3"}}}'
  const { it, sent, windows } = await desk({ listed: 'never', get: { ...WAITING, needs: needs(needed) } })
  await it.resume(WAITING)
  expect(windows).toEqual([{ claims: needed }])
  expect(sent).toEqual(['GET /api/operations/op', 'POST /api/operations/op/resume'])
})

test('a double click opens one window and posts once', async () => {
  const { it, sent, windows } = await desk()
  await Promise.all([it.resume(WAITING), it.resume(WAITING)])
  expect([windows.length, sent.length]).toEqual([1, 1])
})

test('a window that was closed can be opened again, and the first one is not waited for any more', async () => {
  let closed: (error: Error) => void = () => {}
  const stepUps = [() => new Promise<void>((_, reject) => (closed = reject)), async () => {}]
  const { it, sent, windows, time, state, attempt } = await desk({ stepUp: () => stepUps.shift()!() })
  const first = it.resume(WAITING)
  expect(attempt()).toEqual({ phase: 'confirming' })
  time.now = 5000
  await it.resume(WAITING)
  closed(new AuthError('interaction_in_progress_cancelled', 'corr'))
  await first
  expect([windows.length, sent.length, state(), attempt()]).toEqual([2, 1, 'done', undefined])
})

test.each([
  [new AuthError('popup_window_error', 'corr'), 'The sign-in window was blocked'],
  [new AuthError('timed_out', 'corr'), 'The sign-in was not finished'],
  [new AuthError('access_denied', 'corr'), 'The sign-in was declined'],
  [new OtherAccount(), 'Another account was chosen'],
])('%s: it still waits, nothing is posted, and the card says why', async (error, title) => {
  const { it, sent, attempt } = await desk({ stepUp: failing(error) })
  await it.resume(WAITING)
  expect(sent).toEqual([])
  expect(attempt()).toMatchObject({ phase: 'idle', failure: { title } })
})

test('blocked in the window: who can help and under which id, and no other window', async () => {
  const blocked = new InteractionRequiredAuthError('interaction_required', 'corr-1', '', 'message_only')
  const { it, attempt } = await desk({ stepUp: failing(blocked) })
  await it.resume(WAITING)
  expect(attempt()?.failure).toMatchObject({ blocked: true, action: 'none', correlationId: 'corr-1' })
})

test('asked for something else after the window: the card asks anew, with the new claims', async () => {
  const other = { ...WAITING, needs: needs('{"access_token":{"acrs":{"value":"c2"}}}') }
  const { it, windows, time, attempt } = await desk({
    answers: [new OrchestratorRefusal({ status: 401, error: 'insufficient_claims', operation: 'op' })],
    get: other,
  })
  // Whenever it can be clicked after the window: an answer to the old challenge would end the operation as a loop.
  const clickable: unknown[] = []
  it.subscribe(() => {
    if (attempt()?.phase === 'idle') clickable.push(it.snapshot().operations[0]?.needs)
  })
  await it.resume(WAITING)
  expect(clickable).toEqual([other.needs])
  expect(attempt()?.failure?.title).toBe('One more thing is asked for')
  const [now] = it.snapshot().operations
  expect(now?.needs).toEqual(other.needs)
  time.now = 5000
  await it.resume(now!)
  expect(windows.at(-1)).toEqual({ claims: '{"access_token":{"acrs":{"value":"c2"}}}' })
})

test('a connection lost after the window: the next try asks for no second window', async () => {
  const { it, sent, windows, time, state } = await desk({ answers: [new TypeError('Failed to fetch'), done] })
  await it.resume(WAITING)
  time.now = 5000
  await it.resume(WAITING)
  expect(windows).toHaveLength(1)
  expect(sent).toEqual([
    'POST /api/operations/op/resume',
    'GET /api/operations/op',
    'POST /api/operations/op/resume',
  ])
  expect(state()).toBe('done')
})

test.each([
  [gone(410, 'operation_expired'), 'expired'],
  [gone(410, 'operation_cancelled'), 'cancelled'],
  [gone(404, 'operation_unknown'), 'expired'],
])('%s ends the card as %s', async (error, ended) => {
  const { it, state, attempt } = await desk({ answers: [error] })
  await it.resume(WAITING)
  expect([state(), attempt()]).toEqual([ended, undefined])
})

test('where only a fresh token is asked for, no window opens, with or without a click', async () => {
  for (const how of ['resume', 'resumeUnattended'] as const) {
    const listed = { ...WAITING, needs: needs(NBF) }
    const { it, windows, state } = await desk({ listed })
    await it[how](listed)
    expect([windows.length, state()]).toEqual([0, 'done'])
  }
})

test('a renewal that takes the person: a window in a click, silence without one', async () => {
  const renew = failing(asking())
  const listed = { ...WAITING, needs: needs(NBF) }
  const clicked = await desk({ renew, listed })
  await clicked.it.resume(listed)
  expect([clicked.windows, clicked.state()]).toEqual([[{ claims: NBF }], 'done'])
  const alone = await desk({ renew, listed })
  await alone.it.resumeUnattended(listed)
  expect([alone.windows, alone.sent, alone.attempt()]).toEqual([[], [], undefined])
})

test('without a person nothing else is tried, and that once only', async () => {
  let renewals = 0
  const { it, sent } = await desk({ renew: async () => void (renewals += 1), answers: [WAITING] })
  await it.resumeUnattended(WAITING)
  expect([renewals, sent]).toEqual([0, []])
  const fresh = { ...WAITING, needs: needs(NBF) }
  await it.resumeUnattended(fresh)
  await it.resumeUnattended(fresh)
  expect(renewals).toBe(1)
})

test('what was interrupted goes on without a window: it was confirmed before', async () => {
  const listed: Operation = { ...WAITING, state: 'interrupted' }
  const { it, windows, state } = await desk({ listed })
  await it.resume(listed)
  expect([windows.length, state()]).toEqual([0, 'done'])
})

test('cancelled while the window is open: the answer of the window is not used', async () => {
  let confirm: () => void = () => {}
  const { it, sent, state } = await desk({ stepUp: () => new Promise((resolve) => (confirm = resolve)) })
  const resumed = it.resume(WAITING)
  await Promise.all([it.cancel(WAITING), it.cancel(WAITING)])
  confirm()
  await resumed
  expect(sent).toEqual(['DELETE /api/operations/op'])
  expect(state()).toBe('cancelled')
})

test('a challenge that nobody can read opens no window', async () => {
  const listed = { ...WAITING, needs: { ...needs(ACRS), claims: '%%%' } }
  const { it, windows, attempt } = await desk({ listed })
  await it.resume(listed)
  expect(windows).toEqual([])
  expect(attempt()?.failure?.title).toBe('What is asked for cannot be read')
})
