import { ALICE, BOB, createTestIssuer } from '@chain-of-trust/testkit'
import { errors } from 'jose'
import { expect, test, vi } from 'vitest'
import { memoryAuditLog } from '../audit/record.ts'
import type { KeySource } from '../key-source.ts'
import { memoryRevocations } from '../revocation.ts'
import { pollSecurityEvents, type SecurityEventPollOptions } from './poll.ts'
import { createSecurityEventReceiver } from './receiver.ts'

const idp = await createTestIssuer()
const subject = (oid: string) => ({ tid: idp.tenant, oid })
const revoke = (oid: string, audience = 'us') => idp.securityEvent({ audience, type: 'session-revoked', oid })

interface PollBody {
  maxEvents: number
  returnImmediately: boolean
  ack: string[]
  setErrs: Record<string, { err: string }>
}

/** A transmitter that keeps what is not acknowledged, and a receiver that polls it. */
function start(overlay: Partial<SecurityEventPollOptions> & { page?: number; keys?: KeySource } = {}) {
  const { page = 50, keys = idp.keys, ...options } = overlay
  const waiting = new Map<string, string>()
  const requests: PollBody[] = []
  const revocations = memoryRevocations()
  const audit = memoryAuditLog('test')
  const receiver = createSecurityEventReceiver({
    accepts: { issuer: idp.issuer, tenant: idp.tenant, audience: 'us' },
    keys,
    revocations,
    audit,
  })
  const state = { waiting, requests, revocations, audit, caughtUp: 0, failures: [] as unknown[] }
  const post = (init: RequestInit) => {
    const body = JSON.parse(init.body as string) as PollBody
    requests.push(body)
    for (const jti of [...body.ack, ...Object.keys(body.setErrs)]) waiting.delete(jti)
    const sets = Object.fromEntries([...waiting].slice(0, page))
    return Promise.resolve(Response.json({ sets, moreAvailable: waiting.size > page }))
  }
  const run = () =>
    pollSecurityEvents({
      receiver,
      post,
      onCaughtUp: () => void (state.caughtUp += 1),
      onFailed: (error) => state.failures.push(error),
      interval: 20,
      backoff: 1,
      ...options,
    })
  return { ...state, state, run, answerAsEver: post }
}

test('it fetches all there is, page by page, acknowledges it, and only then has caught up', async () => {
  const { state, run, waiting, requests, revocations } = start({ page: 1, interval: 60_000 })
  waiting.set('1', await revoke(ALICE)).set('2', await revoke(BOB))
  const poll = run()
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  await poll.stop()
  expect(requests.map(({ ack }) => ack)).toEqual([[], ['1'], ['2']])
  expect(requests[0]).toMatchObject({ returnImmediately: true, maxEvents: 50 })
  expect(revocations.revokedBefore(subject(ALICE))).toBeDefined()
  expect(revocations.revokedBefore(subject(BOB))).toBeDefined()
})

test('it goes on polling, so that a push that was lost is not lost for good', async () => {
  const { state, run, waiting, revocations } = start()
  const poll = run()
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  waiting.set('1', await revoke(ALICE))
  await vi.waitFor(() => expect(revocations.revokedBefore(subject(ALICE))).toBeDefined(), { timeout: 20_000 })
  await vi.waitFor(() => expect(waiting.size).toBe(0), { timeout: 20_000 })
  await poll.stop()
  expect(state.caughtUp).toBe(1)
})

test('one that is refused is told so, recorded, and holds up nothing', async () => {
  const { state, run, waiting, requests, revocations, audit } = start({ interval: 60_000 })
  waiting.set('1', await revoke(ALICE, 'them')).set('2', await revoke(BOB))
  const poll = run()
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  await poll.stop()
  expect(requests[1]).toMatchObject({ ack: ['2'], setErrs: { 1: { err: 'invalid_audience' } } })
  expect(audit.records).toMatchObject([{ reason: 'audience_mismatch' }, { outcome: 'success' }])
  expect(revocations.revokedBefore(subject(BOB))).toBeDefined()
})

test('one that could not be stored is neither acknowledged nor refused, and comes again', async () => {
  const { state, run, waiting, requests, revocations, audit } = start()
  waiting.set('1', await revoke(ALICE))
  const write = vi.spyOn(audit, 'write').mockImplementationOnce(() => {
    throw new Error('the disk is full')
  })
  const poll = run()
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  await poll.stop()
  expect(write).toHaveBeenCalledTimes(2)
  expect(requests.map(({ ack }) => ack).slice(0, 3)).toEqual([[], [], ['1']])
  expect(state.failures).toHaveLength(1)
  expect(revocations.revokedBefore(subject(ALICE))).toBeDefined()
})

test.each<[what: string, answer: () => Promise<Response>]>([
  ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
  ['is out of order', () => Promise.resolve(new Response('<html>', { status: 500 }))],
  ['turns us away', () => Promise.resolve(new Response(null, { status: 401 }))],
  ['answers nonsense', () => Promise.resolve(Response.json({ sets: 'all' }))],
  ['promises more and sends none', () => Promise.resolve(Response.json({ sets: {}, moreAvailable: true }))],
])('a transmitter that %s is asked again, and has not been caught up with', async (_what, answer) => {
  let failing = true
  const { state, run, answerAsEver } = start({ post: (init) => (failing ? answer() : answerAsEver(init)) })
  const poll = run()
  await vi.waitFor(() => expect(state.failures.length).toBeGreaterThan(1), { timeout: 20_000 })
  expect(state.caughtUp).toBe(0)
  failing = false
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  await poll.stop()
})

test('a transmitter that takes no acknowledgement is not asked in a circle', async () => {
  const set = await revoke(ALICE)
  let requests = 0
  const { state, run } = start({
    backoff: 60_000,
    post: () => {
      requests += 1
      return Promise.resolve(Response.json({ sets: { same: set } }))
    },
  })
  const poll = run()
  await vi.waitFor(() => expect(state.failures).toHaveLength(1), { timeout: 20_000 })
  expect(requests).toBe(2)
  await poll.stop()
})

test('a stop ends the request that is under way', async () => {
  const { state, run } = start({
    post: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      }),
  })
  const poll = run()
  await poll.stop()
  expect([state.caughtUp, state.failures]).toEqual([0, []])
})

test('an event under a key that we have not heard of yet is not turned down for good', async () => {
  let known = false
  const keys: KeySource = (header, token) => {
    if (!known) throw new errors.JWKSNoMatchingKey()
    return idp.keys(header, token)
  }
  const { state, run, waiting, requests, revocations } = start({ keys })
  waiting.set('1', await revoke(ALICE))
  const poll = run()
  await vi.waitFor(() => expect(state.failures.length).toBeGreaterThan(0), { timeout: 20_000 })
  expect(state.caughtUp).toBe(0)
  known = true
  await vi.waitFor(() => expect(state.caughtUp).toBe(1), { timeout: 20_000 })
  await poll.stop()
  expect(revocations.revokedBefore(subject(ALICE))).toBeDefined()
  expect(requests.flatMap(({ setErrs }) => Object.keys(setErrs))).toEqual([])
})
