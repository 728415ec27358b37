import { expect, test } from 'vitest'
import type { ChatMessage, ChatPart } from '../chat/chat-message.ts'
import type { Operation } from '../wire/operation.ts'
import { awaitsContinuation, reconcile } from './reconcile.ts'

const OPERATION: Operation = {
  id: 'op',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'Delete a document',
  server: 'mcp-sharepoint',
  tool: 'delete_document',
  conversation: 'chat',
  toolCallId: 'call',
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T08:15:00.000Z',
  needs: { kind: 'step_up', by: 'mcp-sharepoint', reason: 'Prove it.', claims: 'e30=' },
}
const names = { server: 'mcp-sharepoint', tool: 'delete_document' }
const result: Operation['output'] = {
  ...names,
  ok: true,
  scopes: { requested: [], granted: [] },
  content: 'Deleted.',
}
const done: Operation = { ...OPERATION, state: 'done', output: result }

const call = {
  type: 'dynamic-tool',
  toolName: 'mcp-sharepoint__delete_document',
  input: { id: 'x' },
} as const
const with_ = (output: unknown, toolCallId = 'call') => ({
  ...call,
  toolCallId,
  state: 'output-available',
  output,
})
const parked = (id = 'op', toolCallId = 'call') =>
  with_(
    { ...names, ok: false, refusal: { by: 'x', reason: 'y', operation: { id, expiresAt: '2026' } } },
    toolCallId,
  )
const text = { type: 'text', text: 'It needs you.' }
const question: ChatMessage = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'delete it' }] }
const answer = (...parts: object[]): ChatMessage => ({
  id: 'a',
  role: 'assistant',
  parts: parts as ChatPart[],
})
const after = (parts: object[], ...operations: Operation[]) =>
  reconcile([question, answer(...parts)], operations, 'chat').at(-1)

test('while it waits nothing changes, and the list stays the same one', () => {
  const messages = [question, answer(parked())]
  expect(reconcile(messages, [OPERATION], 'chat')).toBe(messages)
  expect(reconcile(messages, [], 'chat')).toBe(messages)
  expect(awaitsContinuation(messages.at(-1))).toBe(false)
})

test('the result takes the place of the card, what was said of the refusal goes, and the agent goes on', () => {
  const message = after([parked(), { type: 'step-start' }, text], done)
  expect(message?.parts).toMatchObject([
    { toolCallId: 'call', output: { ok: true, operation: { id: 'op' } } },
  ])
  expect(awaitsContinuation(message)).toBe(true)
})

test('once the agent has spoken of it, it is not asked to again', () => {
  const message = after([parked()], done)!
  const spoken = { ...message, parts: [...message.parts, { type: 'text', text: 'Deleted.' } as const] }
  expect(awaitsContinuation(spoken)).toBe(false)
  expect(reconcile([question, spoken], [done], 'chat')).toEqual([question, spoken])
})

test('the agent goes on when the last of several has ended, not before', () => {
  const second = { ...OPERATION, id: 'op2', toolCallId: 'call2' }
  const both = [parked(), parked('op2', 'call2')]
  expect(awaitsContinuation(after(both, done, second))).toBe(false)
  expect(awaitsContinuation(after(both, done, { ...second, state: 'cancelled' }))).toBe(true)
})

test.each(['cancelled', 'expired'] as const)('%s: the card says so, and the agent is not asked', (state) => {
  const message = after([parked(), text], { ...OPERATION, state })
  expect(message?.parts).toMatchObject([{ output: { refusal: { error: `operation_${state}` } } }, text])
  expect(awaitsContinuation(message)).toBe(false)
})

test('the same challenge twice ends in the orchestrator’s words, not in another window', () => {
  const refusal = { by: 'mcp', reason: 'The same proof is asked for again.', error: 'challenge_repeated' }
  const output = { ...names, ok: false as const, refusal }
  const failed = { ...OPERATION, state: 'failed' as const, error: 'challenge_repeated' }
  const message = after([parked()], { ...failed, output })
  expect(message?.parts).toMatchObject([{ output: { refusal, operation: { id: 'op' } } }])
  expect(after([parked()], failed)?.parts).toMatchObject([{ output: { refusal: { error: failed.error } } }])
  expect(awaitsContinuation(message)).toBe(true)
})

test.each([
  { state: 'output-error', errorText: 'Stopped.' },
  { state: 'approval-responded', approval: { id: 'a', approved: true } },
])('a call that a reload cut off in the state $state becomes the card of its operation', (state) => {
  const message = after([{ ...call, toolCallId: 'call', ...state }], OPERATION)
  expect(message?.parts).toMatchObject([
    { state: 'output-available', output: { refusal: { claims: 'e30=', operation: { id: 'op' } } } },
  ])
  expect(awaitsContinuation(after([{ ...call, toolCallId: 'call', ...state }], done))).toBe(true)
})

test('an operation of another conversation does not touch a call that happens to have its id', () => {
  const cut = { ...call, toolCallId: 'call', state: 'output-error', errorText: 'Stopped.' }
  const messages = [question, answer(cut)]
  expect(reconcile(messages, [{ ...done, conversation: 'another' }], 'chat')).toBe(messages)
})

test('a result for an earlier answer is filled in, without tearing the conversation apart', () => {
  const messages = [question, answer(parked(), text), { ...question, id: 'q2' }]
  const next = reconcile(messages, [done], 'chat')
  expect(next[1]?.parts).toMatchObject([{ output: { ok: true } }, text])
  expect(awaitsContinuation(next.at(-1))).toBe(false)
})
