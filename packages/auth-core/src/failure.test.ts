import { expect, test } from 'vitest'
import { describeFailure, failureIn, readFailure } from './failure.ts'

const blocked = { kind: 'blocked', remedy: 'contact_administrator', actor: 'administrator' }

test('what one tier writes, the next one reads', () => {
  const failure = describeFailure('blocked', '3f2a-b1')
  expect(readFailure({ error: 'access_denied', failure })).toEqual({ ...blocked, correlation_id: '3f2a-b1' })
})

test.each([
  ['no body', undefined],
  ['text', 'failure'],
  ['no failure', { error: 'access_denied' }],
  ['an unknown kind', { failure: { ...blocked, kind: 'toString' } }],
  ['an unknown remedy', { failure: { ...blocked, remedy: 'call +1 555 0100' } }],
  ['an unknown actor', { failure: { ...blocked, actor: ['user'] } }],
])('%s is no failure', (_case, body) => {
  expect(readFailure(body)).toBeUndefined()
})

test.each([['<b>call me</b>'], ['a'.repeat(65)], [7]])(
  'a correlation id that is none is left out, the rest stays: %s',
  (correlation_id) => {
    expect(readFailure({ failure: { ...blocked, correlation_id } })).toEqual(blocked)
    expect(describeFailure('blocked', correlation_id as string)).toEqual(blocked)
  },
)

test("further members are not taken over: the next tier's text does not become ours", () => {
  expect(readFailure({ failure: { ...blocked, sentence: 'Call +1 555 0100.' } })).toEqual(blocked)
})

test.each([
  ['its failure', JSON.stringify({ failure: blocked }), blocked],
  ['no JSON', '<html>', undefined],
  ['too much', JSON.stringify({ failure: blocked, pad: ' '.repeat(5000) }), undefined],
  ['nothing', null, undefined],
])('of an answer with %s', async (_case, body, expected) => {
  expect(await failureIn(new Response(body, { status: 403 }))).toEqual(expected)
})

test('an endless body is not read to its end', async () => {
  let cancelled = false
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    cancel: () => void (cancelled = true),
  })
  expect(await failureIn(new Response(endless))).toBeUndefined()
  expect(cancelled).toBe(true)
})

test('a body that breaks off is no failure', async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
  expect(await failureIn(new Response(broken))).toBeUndefined()
})
