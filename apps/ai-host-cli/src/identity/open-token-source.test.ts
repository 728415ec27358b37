import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopesOf } from '../config.ts'
import { openTokenSource, type Identity } from './open-token-source.ts'
import { startTenant, terminalOf, type TestTenant, type TestTerminal } from './tenant.fixture.ts'

const READ = scopesOf('mcp-workspace', 'Workspace.Read')
const WRITE = scopesOf('mcp-workspace', 'Workspace.Read', 'Workspace.Write')
const CHAT = scopesOf('orchestrator', 'access_as_user')

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTenant()
}, 60_000)
afterAll(() => tenant.stop())

async function open(
  env = tenant.env(),
  person: string | undefined = 'Alice',
  options: Parameters<typeof openTokenSource>[2] = {},
): Promise<{ identity: Identity; io: TestTerminal; env: Record<string, string> }> {
  const io = terminalOf(env, person)
  const identity = await openTokenSource(tenant.config(env), io, { open: false, ...options })
  return { identity, io, env }
}

test('a sign-in by the browser gives a token for the one resource, bound to the key', async () => {
  const { identity, io } = await open()
  const account = await identity.signIn({ scopes: READ, alsoConsentTo: CHAT })
  expect(account).toMatchObject({ username: 'alice@contoso.example', name: 'Alice Archer' })
  expect(await io.shown[0]).toContain('You are signed in')
  const { token, scopes, issuedAt, expiresAt } = await identity.token({ scopes: READ, interactive: false })
  const claims = decodeJwt(token.reveal())
  expect(claims).toMatchObject({ aud: 'a1b00000-0000-4000-8000-000000004414', scp: 'Workspace.Read' })
  expect(claims['cnf']).toEqual({ jkt: identity.key.jkt })
  expect({ scopes, issuedAt, expiresAt }).toEqual({
    scopes: ['Workspace.Read'],
    issuedAt: claims.iat,
    expiresAt: claims.exp,
  })
  expect(io.printed()).toBe('')
})

test('another process goes on with the sign-in, with the same key, and gets tokens of other resources', async () => {
  const first = await open()
  await first.identity.signIn({ scopes: READ, alsoConsentTo: CHAT })
  const second = await open(first.env)
  expect(second.identity.key.jkt).toBe(first.identity.key.jkt)
  const chat = await second.identity.token({ scopes: CHAT, interactive: false })
  expect(decodeJwt(chat.token.reveal())).toMatchObject({ aud: 'a1b00000-0000-4000-8000-000000004401' })
  expect(second.io.said()).toBe('')
})
