import { expect, test } from 'vitest'
import { memoryApprovalLedger, type ApprovedCall } from './approval-ledger.ts'

const call: ApprovedCall = {
  subject: { tid: 't', oid: 'alice' },
  conversation: 'c',
  tool: 'mcp-sharepoint/share_document',
  toolCallId: 'call-1',
  arguments: { id: 'x', email: 'bob@contoso.example', nested: { a: 1, b: [1, 2] } },
}

test('an approval is settled once', async () => {
  const ledger = memoryApprovalLedger()
  await ledger.open('a', call)
  expect(await ledger.settle('a', call)).toBe('settled')
  expect(await ledger.settle('a', call)).toBe('approval_reused')
})

test('of many answers at once, one counts', async () => {
  const ledger = memoryApprovalLedger()
  await ledger.open('a', call)
  const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.settle('a', call)))
  expect(answers.filter((answer) => answer === 'settled')).toHaveLength(1)
})

test('the order of keys in the arguments does not matter', async () => {
  const ledger = memoryApprovalLedger()
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
  const ledger = memoryApprovalLedger()
  await ledger.open('a', call)
  expect(await ledger.settle('a', { ...call, ...difference })).toBe(settlement)
  expect(await ledger.settle('a', call)).toBe('settled')
})

test('what was never asked is unknown', async () => {
  expect(await memoryApprovalLedger().settle('a', call)).toBe('approval_unknown')
})

test('an answer that comes too late is unknown', async () => {
  let now = 1
  const ledger = memoryApprovalLedger({ ttl: 1000, now: () => now })
  await ledger.open('a', call)
  now = 1002
  expect(await ledger.settle('a', call)).toBe('approval_unknown')
})

test('a flood of requests pushes out the oldest, which then cannot happen', async () => {
  const ledger = memoryApprovalLedger({ max: 2 })
  for (const id of ['a', 'b', 'c']) await ledger.open(id, call)
  expect(await ledger.settle('a', call)).toBe('approval_unknown')
  expect(await ledger.settle('c', call)).toBe('settled')
})
