import { expect, test } from 'vitest'
import { serverSentEvents } from './server-sent-events.ts'

async function read(...chunks: string[]) {
  const bytes = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes.encode(chunk))
      controller.close()
    },
  })
  return Array.fromAsync(serverSentEvents(body))
}

test('events are whole however the network cuts them; a sign of life is none', async () => {
  const events = [
    { id: '1', data: '{"a":1}' },
    { id: '2', data: 'x\ny' },
  ]
  const text = ': alive\n\nid: 1\ndata: {"a":1}\n\nid: 2\ndata: x\ndata: y\n\n'
  expect(await read(text)).toEqual(events)
  expect(await read(...text.split(''))).toEqual(events)
  expect(await read(...text.replaceAll('\n', '\r\n').split(''))).toEqual(events)
})

test('half an event at the end is none', async () => {
  expect(await read('id: 1\ndata: half')).toEqual([])
})

test('an event without end is not kept in memory', async () => {
  await expect(read('data: ', 'x'.repeat(300_000))).rejects.toThrow('without end')
})
