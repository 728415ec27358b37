import { expect, test } from 'vitest'
import type { ChatMessage, ChatPart } from './chat-message.ts'
import { answersApproval, closeUnfinished } from './unfinished.ts'

const message = (...parts: object[]): ChatMessage => ({
  id: 'm',
  role: 'assistant',
  parts: parts as ChatPart[],
})
const call = { type: 'dynamic-tool', toolName: 's__t', toolCallId: 'c', input: { a: 1 } }
const closed = (part: object) => closeUnfinished([message(part)])[0]?.parts[0]

test.each(['input-streaming', 'input-available'])(
  'a call in the state %s is closed without a result',
  (state) => {
    expect(closed({ ...call, state })).toMatchObject({
      state: 'output-error',
      input: { a: 1 },
      errorText: expect.stringContaining('may have finished'),
    })
  },
)

test.each([
  { ...call, state: 'output-available', output: { ok: true } },
  { ...call, state: 'approval-requested', approval: { id: 'a' } },
  { ...call, state: 'approval-responded', approval: { id: 'a', approved: true } },
  { ...call, state: 'output-denied', approval: { id: 'a', approved: false } },
])('a call in the state $state is left as it is', (part) => {
  expect(closed(part)).toEqual(part)
})

test('a text that was still streaming is done', () => {
  expect(closed({ type: 'text', text: 'Hal', state: 'streaming' })).toMatchObject({
    text: 'Hal',
    state: 'done',
  })
})

test('an answer to an approval that nobody heard is recognised, a question is not', () => {
  const answered = { ...call, state: 'approval-responded', approval: { id: 'a', approved: true } }
  expect(answersApproval(message(answered))).toBe(true)
  expect(answersApproval({ ...message(answered), role: 'user' })).toBe(false)
  expect(answersApproval(message({ ...call, state: 'approval-requested', approval: { id: 'a' } }))).toBe(
    false,
  )
  expect(answersApproval(undefined)).toBe(false)
})
