import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openReplica, PLACES, usePlaces, type Place } from '../state/places.fixture.ts'
import type { ApprovalLedger, ApprovedCall } from './approval-ledger.ts'

const call: ApprovedCall = {
  subject: { tid: 't', oid: 'alice' },
  conversation: 'c',
  tool: 'mcp-sharepoint/share_document',
  toolCallId: 'call-1',
  arguments: { id: 'x', email: 'bob@contoso.example', nested: { a: 1, b: [1, 2] } },
}
const places = usePlaces()

describe.each(PLACES)('The approval ledger on %s', (kind) => {
  let place: Place
  let ledger: ApprovalLedger
  const open = async (options?: Parameters<typeof openReplica>[1]) => {
    const replica = await openReplica(place, options)
    onTestFinished(() => replica.close())
    return replica.ledger
  }
  beforeEach(async () => {
    place = await places.open(kind)
    ledger = await open()
  })

  test('an approval is settled once', async () => {
    await ledger.open('a', call)
    expect(await ledger.settle('a', call)).toBe('settled')
    expect(await ledger.settle('a', call)).toBe('approval_reused')
  })

  test('of many answers at once, at two replicas, one counts', async () => {
    const other = await open()
    await ledger.open('a', call)
    const answers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? ledger : other).settle('a', call))
    expect((await Promise.all(answers)).filter((answer) => answer === 'settled')).toHaveLength(1)
  })

  test('an answer counts after a restart', async () => {
    const before = await openReplica(place)
    await before.ledger.open('a', call)
    await before.close()
    expect(await ledger.settle('a', call)).toBe('settled')
  })

  test('the order of keys in the arguments does not matter', async () => {
    await ledger.open('a', call)
    const reordered = { nested: { b: [1, 2], a: 1 }, email: 'bob@contoso.example', id: 'x' }
    expect(await ledger.settle('a', { ...call, arguments: reordered })).toBe('settled')
  })

  test.for<[string, Partial<ApprovedCall>, string]>([
    ['another person', { subject: { tid: 't', oid: 'bob' } }, 'approval_foreign'],
    ['the same person of another tenant', { subject: { tid: 'u', oid: 'alice' } }, 'approval_foreign'],
    ['another conversation', { conversation: 'd' }, 'approval_foreign'],
    ['another tool', { tool: 'mcp-sharepoint/delete_document' }, 'approval_changed'],
    ['another call', { toolCallId: 'call-2' }, 'approval_changed'],
    ['another argument', { arguments: { ...(call.arguments as object), id: 'y' } }, 'approval_changed'],
    [
      'an order that matters',
      { arguments: { ...(call.arguments as object), nested: { a: 1, b: [2, 1] } } },
      'approval_changed',
    ],
    ['an argument more', { arguments: { ...(call.arguments as object), role: 'write' } }, 'approval_changed'],
  ])('%s does not settle it, and does not use it up', async ([, difference, settlement]) => {
    await ledger.open('a', call)
    expect(await ledger.settle('a', { ...call, ...difference })).toBe(settlement)
    expect(await ledger.settle('a', call)).toBe('settled')
  })

  test('what was never asked is unknown, whatever text the browser names it by', async () => {
    for (const id of ['a', '\0', '\ud800', '']) expect(await ledger.settle(id, call)).toBe('approval_unknown')
    await ledger.open('b', { ...call, conversation: '\0\ud800' })
    expect(await ledger.settle('b', { ...call, conversation: '\0\ud800' })).toBe('settled')
  })

  test('an answer that comes too late is unknown, and then forgotten', async () => {
    let now = 1
    const timed = await open({ ttl: 1000, now: () => now })
    await timed.open('a', call)
    now = 1000
    await timed.forget()
    expect(await timed.settle('a', call)).toBe('settled')
    now = 1001
    expect(await timed.settle('a', call)).toBe('approval_unknown')
    await timed.forget()
    now = 1
    expect(await timed.settle('a', call)).toBe('approval_unknown')
  })

  test('a flood of requests pushes out the oldest of the same conversation, which then cannot happen', async () => {
    let now = 0
    const small = await open({ most: 2, now: () => (now += 1) })
    const elsewhere = { ...call, conversation: 'd' }
    await small.open('other', elsewhere)
    for (const id of ['a', 'b', 'c']) await small.open(id, call)
    expect(await small.settle('a', call)).toBe('approval_unknown')
    expect(await small.settle('c', call)).toBe('settled')
    expect(await small.settle('other', elsewhere)).toBe('settled')
  })
})
