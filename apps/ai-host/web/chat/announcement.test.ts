import { expect, test } from 'vitest'
import { announcement } from './announcement.ts'
import type { ChatMessage, ChatPart } from './chat-message.ts'
import type { Conversation } from './use-conversation.ts'

const call = { type: 'dynamic-tool', toolName: 's__read_document', toolCallId: 'c', input: {} }
const said = (status: Conversation['status'], ...parts: object[]) => {
  const message: ChatMessage = { id: 'm', role: 'assistant', parts: parts as ChatPart[] }
  return announcement({ messages: [message], status }, undefined)
}

test('an approval comes before everything else', () => {
  const asking = { ...call, state: 'approval-requested', approval: { id: 'a' } }
  expect(said('ready', asking)).toBe('Your approval is needed: read document.')
})

test('a running tool is named, then the end is said once', () => {
  expect(said('streaming', { ...call, state: 'input-available' })).toBe('Running: read document.')
  expect(said('ready', { type: 'text', text: 'Here it is.' })).toBe('Answer complete.')
})

test('a refusal is heard, not only seen', () => {
  const refusal = { by: 'orchestrator', reason: 'No.' }
  const output = { ok: false, server: 's', tool: 'read_document', refusal }
  expect(said('ready', { ...call, state: 'output-available', output })).toContain('refused')
})

test('a call that waits for the person is announced as such', () => {
  const operation = { id: 'op', expiresAt: '2026-11-23T08:15:00.000Z' }
  const output = {
    ok: false,
    server: 's',
    tool: 'read_document',
    refusal: { by: 's', reason: '', operation },
  }
  expect(said('ready', { ...call, state: 'output-available', output })).toBe(
    'It waits for you: read document.',
  )
})

test('an empty conversation is silent', () => {
  expect(announcement({ messages: [], status: 'ready' }, undefined)).toBe('')
})
