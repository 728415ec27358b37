import { PassThrough } from 'node:stream'
import type { JSONRPCMessage } from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'
import { sessionTransport } from './session-transport.ts'

async function open() {
  const [fromServer, toServer] = [new PassThrough(), new PassThrough()]
  const transport = sessionTransport({ fromServer, toServer })
  const messages: JSONRPCMessage[] = []
  const errors: Error[] = []
  Object.assign(transport, {
    onmessage: (message: JSONRPCMessage) => messages.push(message),
    onerror: (error: Error) => errors.push(error),
  })
  await transport.start()
  return { fromServer, toServer, transport, messages, errors }
}

const ping = (id: number) => ({ jsonrpc: '2.0' as const, id, method: 'ping' })
const line = (value: unknown) => `${JSON.stringify(value)}\n`

test('a line that is no message is told, and the message behind it in the same chunk comes through', async () => {
  const { fromServer, messages, errors } = await open()
  fromServer.write(`Server started.\n${line({ level: 'info' })}${line(ping(1))}${line(ping(2))}`)
  await expect.poll(() => messages).toEqual([ping(1), ping(2)])
  // The SDK passes over what is not even JSON.
  expect(errors).toHaveLength(1)
})

test('a message cut in two by the pipe is one', async () => {
  const { fromServer, messages } = await open()
  const text = Buffer.from(line({ ...ping(1), params: { text: 'é' } }))
  const middle = text.indexOf(0xc3) + 1
  fromServer.write(text.subarray(0, middle))
  fromServer.write(text.subarray(middle))
  await expect.poll(() => messages).toEqual([{ ...ping(1), params: { text: 'é' } }])
})

test('a server that never ends its line costs no memory without bound, and is told', async () => {
  const { fromServer, messages, errors } = await open()
  const megabyte = Buffer.alloc(1024 * 1024, 'x')
  for (let count = 0; count < 16 && errors.length === 0; count += 1) {
    fromServer.write(megabyte)
    await new Promise(setImmediate)
  }
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('maximum size')])
  fromServer.write(`\n${line(ping(1))}`)
  await expect.poll(() => messages).toEqual([ping(1)])
})

test('each message is a line of its own, and a pipe that is gone is said to who sends', async () => {
  const { toServer, transport } = await open()
  await transport.send(ping(1))
  expect(String(toServer.read())).toBe(line(ping(1)))
  toServer.destroy()
  await expect(transport.send(ping(2))).rejects.toThrow('destroyed')
})

test('the end of the server ends the connection', async () => {
  const { fromServer, transport } = await open()
  let closed = false
  Object.assign(transport, { onclose: () => (closed = true) })
  fromServer.end()
  await expect.poll(() => closed).toBe(true)
})
