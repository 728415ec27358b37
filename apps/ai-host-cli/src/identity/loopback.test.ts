import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { listenOnLoopback, type Loopback } from './loopback.ts'

let open: Loopback | undefined
afterEach(() => open?.close())
const listen = async () => (open = await listenOnLoopback('the state'))

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })

/** Whether the sign-in has its answer by now: everything that was sent has been dealt with. */
async function answered({ answer }: Loopback): Promise<boolean> {
  return Promise.race([
    answer.then(() => true),
    new Promise<boolean>((done) => setImmediate(() => done(false))),
  ])
}

test('the answer is taken, and the browser waits for what comes of it', async () => {
  const loopback = await listen()
  const page = fetch(loopback.redirectUri, form({ state: 'the state', code: 'the code' }))
  const { parameters, show } = await loopback.answer
  expect(parameters.get('code')).toBe('the code')
  show('You are <signed> in', 'Go on.')
  const response = await page
  expect(await response.text()).toContain('You are &lt;signed&gt; in')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test.each([
  ['another state', { state: 'another', code: 'x' }],
  ['no state', { code: 'x' }],
])('%s is not the answer', { tags: ['TIER-1'] }, async (_name, fields) => {
  const loopback = await listen()
  const response = await fetch(loopback.redirectUri, form(fields))
  expect(response.status).toBe(400)
  expect(await answered(loopback)).toBe(false)
})

test('two states are not the answer', async () => {
  const loopback = await listen()
  const body = new URLSearchParams([
    ['state', 'the state'],
    ['state', 'another'],
  ])
  expect((await fetch(loopback.redirectUri, { method: 'POST', body })).status).toBe(400)
  expect(await answered(loopback)).toBe(false)
})

test('a code in an address is not taken: it would stand in the history', async () => {
  const loopback = await listen()
  const response = await fetch(`${loopback.redirectUri}/?code=x&state=the%20state`)
  expect(response.status).toBe(404)
  expect(await answered(loopback)).toBe(false)
})

test('an answer without end is cut off', async () => {
  const loopback = await listen()
  const response = await fetch(loopback.redirectUri, form({ state: 'the state', code: 'x'.repeat(100_000) }))
  expect(response.status).toBe(400)
  expect(await answered(loopback)).toBe(false)
})

test('a second answer changes nothing', async () => {
  const loopback = await listen()
  const first = fetch(loopback.redirectUri, form({ state: 'the state', code: 'one' }))
  const { parameters, show } = await loopback.answer
  expect((await fetch(loopback.redirectUri, form({ state: 'the state', code: 'two' }))).status).toBe(409)
  expect(parameters.get('code')).toBe('one')
  show('Done', 'Done.')
  await first
})

test('a name that was made to point here gets nothing (DNS rebinding)', async () => {
  const loopback = await listen()
  const { port } = new URL(loopback.redirectUri)
  const status = await new Promise<number | undefined>((done, fail) => {
    const headers = { host: `attacker.example:${port}`, 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request({ host: '127.0.0.1', port, method: 'POST', headers }, (response) => {
      response.resume()
      done(response.statusCode)
    })
    sent.on('error', fail).end('state=the+state&code=x')
  })
  expect(status).toBe(421)
  expect(await answered(loopback)).toBe(false)
})
