import { Secret, withTrace } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import { createSender } from './sender.ts'

const URL_ = 'http://localhost:4411/mcp'
const watch = () => {
  const sent: RequestInit[] = []
  return { sent, fetch: async (_url: string, init: RequestInit = {}) => (sent.push(init), new Response()) }
}
const header = (init: RequestInit | undefined, name: string) => new Headers(init?.headers).get(name)

test('a token goes out with a proof and the trace, and follows no redirect', async () => {
  const { sent, fetch } = watch()
  const send = createSender({ dpopKey: await createDpopKey(), fetch })
  const id = 'ab'.repeat(16)
  await withTrace({ traceparent: `00-${id}-${'cd'.repeat(8)}-01` }, () =>
    send(new Secret('t'))(URL_, { method: 'POST' }),
  )
  expect(header(sent[0], 'authorization')).toBe('DPoP t')
  expect(header(sent[0], 'dpop')).toMatch(/^ey/)
  expect(header(sent[0], 'traceparent')).toContain(id)
  expect(sent[0]?.redirect).toBe('error')
})

test('without a key it is a bearer token', async () => {
  const { sent, fetch } = watch()
  await createSender({ fetch })(new Secret('t'))(URL_)
  expect(header(sent[0], 'authorization')).toBe('Bearer t')
})

test('each caller sends its own token', async () => {
  const { sent, fetch } = watch()
  const send = createSender({ fetch })
  await Promise.all([send(new Secret('one'))(URL_), send(new Secret('two'))(URL_)])
  expect(new Set(sent.map((init) => header(init, 'authorization')))).toEqual(
    new Set(['Bearer one', 'Bearer two']),
  )
})
