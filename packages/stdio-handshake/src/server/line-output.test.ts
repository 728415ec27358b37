import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { LineOutput } from './line-output.ts'

test('a frame never lands within a line of the server', async () => {
  const pipe = new PassThrough()
  const output = new LineOutput(pipe)
  const write = (text: string) => new Promise((resolve) => output.write(text, resolve))
  await output.frame(Buffer.from('first\n'))
  await write('{"a":')
  await output.frame(Buffer.from('second\n'))
  await output.frame(Buffer.from('third\n'))
  await write('1}\n{"b":')
  await write('2}\n')
  await output.frame(Buffer.from('fourth\n'))
  expect(String(pipe.read())).toBe('first\n{"a":1}\n{"b":2}\nsecond\nthird\nfourth\n')
})

test('the server waits for a slow host', async () => {
  const pipe = new PassThrough({ highWaterMark: 10 })
  const output = new LineOutput(pipe)
  const big = Buffer.alloc(100_000, 'x')
  expect(output.write(big)).toBe(false)
  output.write(big)
  await new Promise((resolve) => setImmediate(resolve))
  expect(output.writableLength).toBeGreaterThan(0)
  pipe.resume()
  await once(output, 'drain')
})
