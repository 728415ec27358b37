import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { answerFirstRequest } from './answer-first-request.ts'

async function answerTo(input: string | undefined, patience = 10_000): Promise<string> {
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  if (input !== undefined) stdin.write(input)
  await answerFirstRequest(stdin, stdout, 'Nobody is signed in.', patience)
  stdout.end()
  return (await stdout.toArray()).join('')
}

test('the IDE’s first request is answered with the reason', async () => {
  const answer = await answerTo('{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}\n{"second":1}\n')
  expect(answer.endsWith('\n')).toBe(true)
  expect(JSON.parse(answer)).toEqual({
    jsonrpc: '2.0',
    id: 0,
    error: { code: -32_000, message: 'Nobody is signed in.' },
  })
})

test.each([
  ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'],
  ['an answer', '{"jsonrpc":"2.0","id":1,"result":{}}\n'],
  ['garbage', 'GET / HTTP/1.1\n'],
  ['null', 'null\n'],
  ['an id that is none', '{"id":{"a":1},"method":"x"}\n'],
  ['a line that does not end', `{"id":1,"method":"${'x'.repeat(70_000)}`],
])('%s gets no answer', async (_, input) => {
  expect(await answerTo(input)).toBe('')
})

test('a client that says nothing is not waited for', async () => {
  expect(await answerTo(undefined, 5)).toBe('')
})
