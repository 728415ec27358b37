import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askApproval } from './ask-approval.ts'

const BOX = { type: 'boolean', default: false }

function yesTo(properties: Record<string, object>, required?: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: {}, signal: new AbortController().signal }
  const requestedSchema = { type: 'object', properties, ...(required && { required }) }
  const params = { mode: 'form', message: 'Write notes.txt?', requestedSchema }
  return askApproval(params as unknown as Parameters<typeof askApproval>[0], io, true)
}

test('one yes ticks one box: an “always” beside it stays empty', async () => {
  expect(await yesTo({ approve: BOX, always: BOX }, ['approve'])).toEqual({
    action: 'accept',
    content: { approve: true },
  })
})

test('one yes is no answer to two questions', async () => {
  expect(await yesTo({ approve: BOX, always: BOX }, ['approve', 'always'])).toEqual({ action: 'decline' })
  expect(await yesTo({ approve: BOX, always: BOX })).toEqual({ action: 'decline' })
})
