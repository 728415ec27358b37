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

test('the token that can write is not handed to whoever asks for reading', async () => {
  const { identity } = await open()
  await identity.signIn({ scopes: WRITE })
  const { scopes } = await identity.token({ scopes: READ, interactive: false })
  expect(scopes).toEqual(['Workspace.Read'])
  expect((await identity.token({ scopes: WRITE, interactive: false })).scopes).toHaveLength(2)
})

test('a token that is too old is renewed, one that will do is not', async () => {
  const { identity } = await open()
  await identity.signIn({ scopes: READ })
  const first = await identity.token({ scopes: READ, newerThan: 0 })
  const same = await identity.token({ scopes: READ, newerThan: first.issuedAt })
  expect(same.token.reveal()).toBe(first.token.reveal())
  const fresh = await identity.token({ scopes: READ, newerThan: first.issuedAt + 1 })
  expect(fresh.token.reveal()).not.toBe(first.token.reveal())
})

test('a token that is about to end is renewed', async () => {
  let ahead = 0
  const { identity } = await open(undefined, 'Alice', { now: () => Date.now() / 1000 + ahead })
  await identity.signIn({ scopes: READ })
  const first = await identity.token({ scopes: READ })
  ahead = first.expiresAt - Date.now() / 1000 - 30
  const second = await identity.token({ scopes: READ })
  expect(second.token.reveal()).not.toBe(first.token.reveal())
})

test(
  'ten callers in two sources refresh once after the other, and no refresh token is used twice',
  { tags: ['POP-3'], timeout: 30_000 },
  async () => {
    const first = await open()
    await first.identity.signIn({ scopes: READ, alsoConsentTo: CHAT })
    const second = await open(first.env)
    const later = Math.floor(Date.now() / 1000) + 1
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        [first, second][index % 2]!.identity.token({
          scopes: index < 5 ? READ : CHAT,
          newerThan: later,
          interactive: false,
        }),
      ),
    )
    expect(tokens).toHaveLength(10)
    // A refresh token that was used twice would have ended the sign-in.
    await expect(
      first.identity.token({ scopes: READ, newerThan: later + 60, interactive: false }),
    ).resolves.toBeDefined()
  },
)

test('nobody is signed in: exit code 77, and which command helps', async () => {
  const { identity } = await open()
  await expect(identity.token({ scopes: READ, interactive: false })).rejects.toMatchObject({
    kind: 'not_signed_in',
    exitCode: 77,
    message: 'Nobody is signed in on this machine. Sign in with: ai-host-cli login',
  })
})

test('whoever asks for a token may have the person sign in', async () => {
  const { identity, io } = await open()
  const { scopes } = await identity.token({ scopes: READ })
  expect(scopes).toEqual(['Workspace.Read'])
  expect(io.said()).toContain('Open this address in your browser')
})

test('a revoked sign-in is refused with the reason, and a new one heals it, with the same key', async () => {
  const { identity } = await open(undefined, 'Carol')
  await identity.signIn({ scopes: READ })
  const before = await identity.token({ scopes: READ })
  await tenant.act('Carol', 'revokeSessions')
  const fresh = { scopes: READ, newerThan: before.issuedAt + 1 }
  await expect(identity.token({ ...fresh, interactive: false })).rejects.toMatchObject({
    exitCode: 77,
    actor: 'user',
    message: expect.stringMatching(/revoked|no longer accepted/) as string,
  })
  const after = await identity.token(fresh)
  expect(decodeJwt(after.token.reveal())['cnf']).toEqual({ jkt: identity.key.jkt })
})

test('whoever runs for one person does not go on for another who was at the browser', async () => {
  const { identity, env } = await open(undefined, 'Alice')
  await identity.signIn({ scopes: READ })
  const bob = await open(env, 'Bob')
  await expect(
    bob.identity.token({ scopes: READ, claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' }),
  ).rejects.toMatchObject({
    kind: 'other_account',
  })
  expect(await identity.account()).toMatchObject({ name: 'Alice Archer' })
})

test('claims are met by a sign-in that proves more', async () => {
  const { identity, io } = await open()
  await identity.signIn({ scopes: READ })
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } })
  await expect(identity.token({ scopes: READ, claims, interactive: false })).rejects.toMatchObject({
    kind: 'mfa',
    exitCode: 77,
  })
  const { token } = await identity.token({ scopes: READ, claims })
  expect(decodeJwt(token.reveal())['acrs']).toContain('c1')
  expect(io.shown).toHaveLength(2)
})

test('two sources that need a person ask once', async () => {
  const env = tenant.env()
  const [first, second] = [await open(env), await open(env)]
  const tokens = await Promise.all([first, second].map(({ identity }) => identity.token({ scopes: READ })))
  expect(new Set(tokens.map(({ token }) => token.reveal())).size).toBe(1)
  expect([...first.io.shown, ...second.io.shown]).toHaveLength(1)
})

test('a sign-in service that does not answer is out of reach, and the sign-in is kept', async () => {
  const { identity, env } = await open()
  await identity.signIn({ scopes: READ })
  const offline = await open(env, undefined, { fetch: () => Promise.reject(new TypeError('fetch failed')) })
  const later = Math.floor(Date.now() / 1000) + 60
  await expect(offline.identity.token({ scopes: READ, newerThan: later })).rejects.toMatchObject({
    kind: 'outage',
    exitCode: 69,
    message: expect.stringContaining('temporary') as string,
  })
  await expect(identity.token({ scopes: READ, newerThan: later })).resolves.toBeDefined()
})

test('an unbound token in answer to a proof is refused: that is a downgrade, not an outage', async () => {
  const { identity, env } = await open()
  await identity.signIn({ scopes: READ })
  const { identity: downgraded } = await open(env, undefined, {
    async fetch(input, init) {
      const response = await fetch(input, init)
      const body = (await response.json()) as object
      return Response.json({ ...body, token_type: 'Bearer' }, response)
    },
  })
  const later = Math.floor(Date.now() / 1000) + 60
  await expect(downgraded.token({ scopes: READ, newerThan: later })).rejects.toMatchObject({ exitCode: 78 })
})

test('the sign-in that nobody finishes ends', async () => {
  const env = { ...tenant.env(), SIGN_IN_TIMEOUT: '1' }
  const io = terminalOf(env)
  const identity = await openTokenSource(tenant.config({ SIGN_IN_TIMEOUT: '1' }), io, { open: false })
  await expect(identity.signIn({ scopes: READ })).rejects.toMatchObject({ kind: 'unfinished', exitCode: 77 })
})

test.each(['login', 'consent'] as const)(
  '%s is asked of the person though the cache has a token',
  async (prompt) => {
    const { identity, io } = await open()
    await identity.signIn({ scopes: CHAT })
    const before = await identity.token({ scopes: CHAT })
    await expect(identity.token({ scopes: CHAT, prompt, interactive: false })).rejects.toMatchObject({
      exitCode: 77,
    })
    expect(io.shown).toHaveLength(1)
    const after = await identity.token({ scopes: CHAT, prompt })
    expect(io.shown).toHaveLength(2)
    expect(io.said()).toContain(`prompt=${prompt}`)
    expect(after.token.reveal()).not.toBe(before.token.reveal())
  },
)
