import { Browser, parseForms } from '@chain-of-trust/tooling'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopesOf } from '../config.ts'
import { openTokenSource } from './open-token-source.ts'
import type { Fetch } from './public-client.ts'
import { finishPages, startTenant, terminalOf, type TestTenant, type TestTerminal } from './tenant.fixture.ts'

const READ = scopesOf('mcp-workspace', 'Workspace.Read')

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTenant()
}, 60_000)
afterAll(() => tenant.stop())

/** The tenant, with answers changed on their way. @param change gets the path's last part and the answer's body */
function wire(change: (endpoint: string, body: Record<string, unknown>) => Response | undefined): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const body = (await response.json()) as Record<string, unknown>
    const endpoint = new URL(input).pathname.split('/').at(-1)!
    return change(endpoint, body) ?? Response.json(body, response)
  }
}

async function open(fetch: Fetch) {
  const env = tenant.env()
  const io = terminalOf(env)
  return { io, identity: await openTokenSource(tenant.config(env), io, { deviceCode: true, fetch }) }
}

/** What the person reads off the terminal. */
async function codeOn(io: TestTerminal): Promise<{ page: string; code: string }> {
  for (;;) {
    const shown = /^ {2}(http\S+)\n {2}(\S+)\n/m.exec(io.said())
    if (shown !== null) return { page: shown[1]!, code: shown[2]! }
    await new Promise((done) => io.stderr.once('data', done))
  }
}

test('a code that the person types on another device signs this one in, with a warning about codes of others', async () => {
  const { io, identity } = await open(fetch)
  const signedIn = identity.signIn({ scopes: READ })
  const { page, code } = await codeOn(io)
  const browser = new Browser()
  const entry = await browser.open(page)
  const [form] = parseForms(entry.text)
  await finishPages(browser, await browser.submit(entry, form!, { name: 'user_code', value: code }), 'Bob')
  expect(await signedIn).toMatchObject({ name: 'Bob Baker' })
  const { token } = await identity.token({ scopes: READ, interactive: false })
  expect(decodeJwt(token.reveal())['cnf']).toEqual({ jkt: identity.key.jkt })
  expect(io.said()).toContain('Never type a code that somebody else gave you')
}, 20_000)

test.each([
  ['authorization_declined', 'declined', 77],
  ['expired_token', 'unfinished', 77],
  ['invalid_client', 'misconfiguration', 78],
])('the answer %s is %s', async (error, kind, exitCode) => {
  const { identity } = await open(
    wire((endpoint) => (endpoint === 'token' ? Response.json({ error }, { status: 400 }) : undefined)),
  )
  await expect(identity.signIn({ scopes: READ })).rejects.toMatchObject({ kind, exitCode })
})

test('a tenant that gives no device code is not polled', async () => {
  const endpoints: string[] = []
  const { identity } = await open(
    wire((endpoint) => {
      endpoints.push(endpoint)
      return Response.json({ error: 'unauthorized_client' }, { status: 400 })
    }),
  )
  await expect(identity.signIn({ scopes: READ })).rejects.toMatchObject({ kind: 'misconfiguration' })
  expect(new Set(endpoints)).toEqual(new Set(['devicecode']))
})

test('Ctrl-C ends the wait', async () => {
  const { io, identity } = await open(fetch)
  const ended = identity.signIn({ scopes: READ }).catch((reason: unknown) => reason)
  await codeOn(io)
  io.stop()
  expect(await ended).toBe('SIGINT')
})
