import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BASIC, consented, linked, openTestSaas, pkce, SECRET } from '../saas.fixture.ts'

const saas = await openTestSaas()
const code = () => consented(saas)

test('a code becomes a short access token and a refresh token that outlives it', async () => {
  const { status, headers, body } = await saas.token('github', await code())
  expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
  expect(body).toEqual({
    access_token: expect.stringMatching(/^mgh_[\w-]{43}$/),
    token_type: 'bearer',
    expires_in: 600,
    refresh_token: expect.stringMatching(/^mghr_[\w-]{43}$/),
    refresh_token_expires_in: 183 * 86_400,
    scope: 'read:user repo:read issues:read issues:write delete_repo',
  })
})

test('an access token is over after ten minutes', async () => {
  const here = await openTestSaas()
  const { access } = await linked(here)
  expect((await here.api('github', access, '/user')).status).toBe(200)
  here.clock.ahead += 600_000
  expect((await here.api('github', access, '/user')).status).toBe(401)
})

test('a code that is used twice ends the tokens of the first time', async () => {
  const redemption = await code()
  const first = await saas.token('github', redemption)
  expect((await saas.api('github', first.body.access_token, '/user')).status).toBe(200)
  expect((await saas.token('github', redemption)).body.error).toBe('invalid_grant')
  expect((await saas.api('github', first.body.access_token, '/user')).status).toBe(401)
  const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token }
  expect((await saas.token('github', refresh)).body.error).toBe('invalid_grant')
})

test.each([
  ['another verifier', () => ({ code_verifier: pkce().verifier })],
  ['another redirect_uri', () => ({ redirect_uri: 'http://localhost:4420/callback/jira' })],
])('a stolen code with %s is refused, and stays good for its owner', async (_what, change) => {
  const redemption = await code()
  const { status, body } = await saas.token('github', { ...redemption, ...change() })
  expect([status, body.error]).toEqual([400, 'invalid_grant'])
  expect((await saas.token('github', redemption)).status).toBe(200)
})

test('a code without its verifier, a code of the other provider and an old code are refused', async () => {
  const { code_verifier: _verifier, ...without } = await code()
  expect((await saas.token('github', without)).body.error).toBe('invalid_request')
  const foreign = { ...(await code()), redirect_uri: 'http://localhost:4420/callback/jira' }
  expect((await saas.token('jira', foreign)).body.error).toBe('invalid_grant')
  const old = await code()
  saas.clock.ahead += 61_000
  expect((await saas.token('github', old)).body.error).toBe('invalid_grant')
})

test('the secret may come in the body instead', async () => {
  const inBody = { client_id: 'token-vault', client_secret: SECRET }
  expect((await saas.token('github', { ...(await code()), ...inBody }, {})).status).toBe(200)
})

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
test.each([
  ['nobody', {}, {}],
  ['a wrong secret', { authorization: basic('token-vault', 'wrong') }, {}],
  ['another client', { authorization: basic('somebody', SECRET) }, {}],
  ['no secret', { authorization: basic('token-vault', '') }, {}],
  ['the digest of the secret', { authorization: basic('token-vault', 'sha256') }, {}],
  ['another scheme', { authorization: `Bearer ${SECRET}` }, {}],
  ['a wrong secret in the body', {}, { client_id: 'token-vault', client_secret: 'wrong' }],
])('%s is not the client', async (_who, headers: Record<string, string>, form: Record<string, string>) => {
  const redemption = await code()
  const answer = await saas.token('github', { ...redemption, ...form }, headers)
  expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
  expect(answer.headers['www-authenticate']).toMatch(/^Basic /)
  expect((await saas.token('github', redemption)).status).toBe(200)
})

test('two proofs at once are one too many', async () => {
  const form = { ...(await code()), client_secret: SECRET }
  expect((await saas.token('github', form, { authorization: BASIC })).body.error).toBe('invalid_request')
})

test('without a registered secret nobody is the client, and there is no default', async () => {
  const here = await openTestSaas(undefined, { registered: false })
  const redemption = await consented(here)
  for (const secret of [SECRET, '', 'undefined']) {
    const answer = await here.token('github', redemption, { authorization: basic('token-vault', secret) })
    expect(answer.body.error).toBe('invalid_client')
  }
})

test('a secret that is registered later counts at once; one that is removed, no longer', async () => {
  const here = await openTestSaas()
  rmSync(join(here.stateDir, 'saas-clients', 'jira.sha256'))
  expect((await here.token('jira', await consented(here, 'jira'))).body.error).toBe('invalid_client')
  expect((await here.token('github', await consented(here))).status).toBe(200)
})

test('a request that is none is told so', async () => {
  const bad = [
    await saas.token('github', {}),
    await saas.token('github', { grant_type: 'authorization_code' }),
    await saas.send('/github/login/oauth/access_token', { json: { grant_type: 'refresh_token' } }),
  ]
  for (const { status, body } of bad) expect([status, body.error]).toEqual([400, 'invalid_request'])
  expect((await saas.token('github', { grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
})

test('the database holds no token, code or cookie in clear', async () => {
  const here = await openTestSaas()
  const redemption = await consented(here)
  const { body } = await here.token('github', redemption)
  await here.token('github', { grant_type: 'refresh_token', refresh_token: body.refresh_token })
  const folder = join(here.stateDir, 'mock-saas')
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  const all = files.join('')
  expect(all).toContain('alice-codes')
  for (const secret of [body.access_token, body.refresh_token, redemption['code']!]) {
    expect(all).not.toContain(secret.replace(/^mghr?_/, ''))
  }
})
