import { expect, test } from 'vitest'
import { createApprovals, type Question } from './approvals.ts'

const question: Question = { subject: { tid: 't', oid: 'alice' }, tool: 'write_file', fingerprint: 'f' }

test('a question takes one answer', () => {
  const approvals = createApprovals()
  const id = approvals.ask(question)
  expect(approvals.settle(id, question, true)).toBe('approval_granted')
  expect(approvals.settle(id, question, true)).toBe('approval_unknown')
})

test('a no is an answer: no yes comes after it', () => {
  const approvals = createApprovals()
  const id = approvals.ask(question)
  expect(approvals.settle(id, question, false)).toBe('approval_declined')
  expect(approvals.settle(id, question, true)).toBe('approval_unknown')
})

test.each<[string, Partial<Question>]>([
  ['another person', { subject: { tid: 't', oid: 'bob' } }],
  ['another tenant', { subject: { tid: 'u', oid: 'alice' } }],
  ['another tool', { tool: 'delete_file' }],
  ['another change', { fingerprint: 'g' }],
])('a yes does not count for %s', (_what, other) => {
  const approvals = createApprovals()
  const id = approvals.ask(question)
  expect(approvals.settle(id, { ...question, ...other }, true)).toBe('approval_changed')
})

test('a yes that comes too late does not count', () => {
  let now = 0
  const approvals = createApprovals({ now: () => now, maxAge: 1000 })
  const id = approvals.ask(question)
  now = 1001
  expect(approvals.settle(id, question, true)).toBe('approval_unknown')
})

test('questions that nobody answers do not pile up', () => {
  const approvals = createApprovals({ max: 2 })
  const ids = [1, 2, 3].map(() => approvals.ask(question))
  expect(ids.map((id) => approvals.settle(id, question, true))).toEqual([
    'approval_unknown',
    'approval_granted',
    'approval_granted',
  ])
})
