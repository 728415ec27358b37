import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Account } from '../wire/account.ts'
import type { Operation } from '../wire/operation.ts'
import { LinkWatch } from './link-watch.ts'

const NOW = Date.parse('2026-11-23T08:00:00.000Z')
beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

const WAITING: Operation = {
  id: 'op',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'List issues',
  server: 'mcp-github',
  createdAt: '2026-11-23T07:59:00.000Z',
  expiresAt: '2026-11-23T08:15:00.000Z',
  needs: { kind: 'link', by: 'mcp-github', reason: '', scopes: ['issues:read'] },
}
const NONE: Account = {
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state: 'not_linked',
  scopes: [],
  possibleScopes: ['issues:read', 'issues:write'],
  defaultScopes: ['issues:read'],
  requiredScopes: [],
}
const LINKED: Account = {
  ...NONE,
  state: 'linked',
  scopes: ['issues:read'],
  linkedAt: '2026-11-23T08:01:00.000Z',
}

interface Given {
  operations?: Operation[]
  opened?: string[]
  settled?: boolean
}

function watching({ operations = [WAITING], opened = ['op'], settled = true }: Given = {}) {
  const given = { account: NONE as Account | Error, visible: true, asked: 0, resumed: [] as string[] }
  const watch = new LinkWatch({
    accounts: async () => {
      given.asked += 1
      if (given.account instanceof Error) throw given.account
      return [given.account]
    },
    resume: async ({ id }) => {
      given.resumed.push(id)
      return settled
    },
    visible: () => given.visible,
  })
  watch.watch({ operations, opened: new Set(opened) })
  return { watch, given }
}
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

test('connected while the page is open elsewhere: noticed within two seconds, resumed once', async () => {
  const { given } = watching()
  await pass(7)
  expect([given.asked, given.resumed]).toEqual([3, []])
  given.account = LINKED
  await pass(20)
  expect(given.resumed).toEqual(['op'])
})

test('nothing is asked before the person has opened it, but at each return', async () => {
  const { watch, given } = watching({ opened: [] })
  await pass(60)
  expect(given.asked).toBe(0)
  given.account = LINKED
  await watch.look()
  expect(given.resumed).toEqual(['op'])
})

test('a page that nobody sees asks nothing, and goes on when it is looked at again', async () => {
  const { watch, given } = watching()
  given.visible = false
  await pass(60)
  expect(given.asked).toBe(1)
  given.visible = true
  await watch.look()
  await pass(2)
  expect(given.asked).toBe(3)
})

test('it ends with the time of what waits', async () => {
  const { given } = watching()
  await pass(16 * 60)
  const asked = given.asked
  given.account = LINKED
  await pass(60)
  expect([given.asked, given.resumed]).toEqual([asked, []])
})

test('the page that was opened has expired: asked seldom, for a call may wait for a day', async () => {
  const needs = { ...WAITING.needs!, urlExpiresAt: '2026-11-23T08:01:00.000Z' }
  const { given } = watching({ operations: [{ ...WAITING, needs }] })
  await pass(60)
  const asked = given.asked
  expect(asked).toBeGreaterThan(25)
  await pass(120)
  expect(given.asked - asked).toBeLessThan(6)
})

test('an outage is asked again later: as the server says, and not each two seconds', async () => {
  const { given } = watching()
  given.account = new OrchestratorRefusal({ status: 503, retryAfter: 30 })
  await pass(31)
  expect(given.asked).toBe(1)
  given.account = LINKED
  await pass(2)
  expect(given.resumed).toEqual(['op'])
})

test('a connection lost at the resume: tried again; an answer: not for the same account', async () => {
  const lost = watching({ settled: false })
  lost.given.account = LINKED
  await pass(13)
  expect(lost.given.resumed.length).toBe(2)
  lost.watch.close()
  const { given } = watching()
  given.account = { ...LINKED, scopes: [] }
  await pass(20)
  expect(given.resumed).toEqual(['op'])
  given.account = { ...LINKED, linkedAt: '2026-11-23T08:05:00.000Z' }
  await pass(3)
  expect(given.resumed).toEqual(['op', 'op'])
})

test('a slow answer is waited for: never two questions at a time', async () => {
  let running = 0
  let most = 0
  const watch = new LinkWatch({
    accounts: async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 9000))
      running -= 1
      return [NONE]
    },
    resume: async () => true,
    visible: () => true,
  })
  const watched = { operations: [WAITING], opened: new Set(['op']) }
  watch.watch(watched)
  for (let i = 0; i < 10; i += 1) {
    void watch.look()
    watch.watch(watched)
    // oxlint-disable-next-line no-await-in-loop
    await pass(3)
  }
  expect(most).toBe(1)
  watch.close()
})

test.each([
  ['what waits for a sign-in', { ...WAITING, needs: { ...WAITING.needs!, kind: 'step_up' as const } }],
  ['what goes on already', { ...WAITING, state: 'running' as const }],
  ['another server’s', { ...WAITING, server: 'mcp-jira' }],
])('%s is left alone', async (_what, operation) => {
  const { watch, given } = watching({ operations: [operation] })
  given.account = LINKED
  await watch.look()
  expect(given.resumed).toEqual([])
  watch.close()
})

test('closed, it asks nothing any more', async () => {
  const { watch, given } = watching()
  watch.close()
  await pass(60)
  expect(given.asked).toBe(0)
})
