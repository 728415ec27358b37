import { expect, test } from 'vitest'
import { linked, openTestSaas, type Answer } from '../saas.fixture.ts'

const saas = await openTestSaas()
const console = '/console/api'

test('a setting replaces the one before, and is shown with the requests so far', async () => {
  const here = await openTestSaas()
  await here.set('github', { mode: 'slow', delay_ms: 1, where: 'api' })
  const { status, body } = await here.set('github', { mode: 'rate_limited', retry_after: 7 })
  expect(status).toBe(200)
  expect(body).toEqual({
    mode: 'rate_limited',
    where: 'both',
    delay_ms: 2000,
    retry_after: 7,
    reuse_leeway: 10,
    access_lifetime: 600,
    old_access: 'lives',
    requests: { token: 0, refresh: 0, api: 0, held: 0 },
  })
  expect((await here.send(`${console}/jira`)).body.mode).toBe('normal')
})

test.each([
  { mode: 'broken' },
  {},
  { mode: 'slow', delay_ms: -1 },
  { mode: 'normal', typo: 1 },
  { mode: 'slow', hold: 'after' },
])('%o is no setting', async (setting) => {
  const { status, body } = await saas.set('github', setting)
  expect([status, body.error]).toEqual([400, 'invalid_request'])
})

test('an unknown provider is 404', async () => {
  expect((await saas.send(`${console}/gitlab`)).status).toBe(404)
  expect((await saas.send(`${console}/constructor`)).status).toBe(404)
})

const refresh = (token: string) => saas.token('github', { grant_type: 'refresh_token', refresh_token: token })
const shown = ({ status, headers, body }: Answer) => [
  status,
  headers['retry-after'],
  body.error ?? body.message,
]

test('rate limited: 429 with Retry-After, at the token endpoint and in each API’s own words', async () => {
  const { access, refresh: token } = await linked(saas)
  const jira = await linked(saas, 'jira')
  for (const provider of ['github', 'jira'] as const) {
    await saas.set(provider, { mode: 'rate_limited', retry_after: 9 })
  }
  expect(shown(await refresh(token))).toEqual([429, '9', 'slow_down'])
  expect(shown(await saas.revoke('github', token))).toEqual([429, '9', 'slow_down'])
  const limited = await saas.api('github', access, '/user')
  expect(limited.headers).toMatchObject({ 'retry-after': '9', 'x-ratelimit-remaining': '0' })
  expect([limited.status, limited.body.message]).toEqual([429, 'API rate limit exceeded'])
  expect((await saas.api('jira', jira.access, '/myself')).body).toEqual({
    errorMessages: ['Rate limit exceeded.'],
    errors: {},
  })
  for (const provider of ['github', 'jira'] as const) await saas.set(provider, { mode: 'normal' })
  expect((await refresh(token)).status).toBe(200)
})

test('failing at one place leaves the other alone', async () => {
  const { access, refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'failing', where: 'api', retry_after: 1 })
  expect((await saas.api('github', access, '/user')).status).toBe(503)
  expect((await refresh(token)).status).toBe(200)
  await saas.set('github', { mode: 'failing', where: 'token', retry_after: 1 })
  expect(shown(await refresh(token))).toEqual([503, '1', 'temporarily_unavailable'])
  expect((await saas.api('github', access, '/user')).status).toBe(200)
  await saas.set('github', { mode: 'normal' })
})

test('invalid_grant befalls refreshes only, and leaves the grant as it is', async () => {
  await saas.set('github', { mode: 'invalid_grant' })
  const { access, refresh: token } = await linked(saas)
  expect(shown(await refresh(token))).toEqual([400, undefined, 'invalid_grant'])
  expect((await saas.api('github', access, '/user')).status).toBe(200)
  await saas.set('github', { mode: 'normal' })
  expect((await refresh(token)).status).toBe(200)
})

test('with a count all is normal again after so many', async () => {
  const { refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'failing', count: 2 })
  const statuses = []
  for (let round = 0; round < 3; round += 1) statuses.push((await refresh(token)).status)
  expect(statuses).toEqual([503, 503, 200])
})

test('slow takes as long as it says', async () => {
  const { access } = await linked(saas)
  await saas.set('github', { mode: 'slow', delay_ms: 80, where: 'api', count: 1 })
  const start = performance.now()
  expect((await saas.api('github', access, '/user')).status).toBe(200)
  expect(performance.now() - start).toBeGreaterThan(75)
})

test('access tokens live as long as it says', async () => {
  await saas.set('github', { mode: 'normal', access_lifetime: 45 })
  const { refresh: token } = await linked(saas)
  expect((await refresh(token)).body.expires_in).toBe(45)
  await saas.set('github', { mode: 'normal' })
})

test('the list of grants holds no token; revoking an account ends its grants and nobody else’s', async () => {
  const here = await openTestSaas()
  const alice = await linked(here)
  const bob = await linked(here, 'github', { account: 'bob-builds', scope: 'read:user' })
  const list = await here.send(`${console}/github/grants`)
  expect(list.body).toEqual([
    expect.objectContaining({ account: 'bob-builds', client_id: 'token-vault', scopes: ['read:user'] }),
    expect.objectContaining({ account: 'alice-codes', rotations: 0, revoked: false, reuse_detected: false }),
  ])
  expect(list.text).not.toMatch(/mghr?_/)

  const revoked = await here.send(`${console}/github/grants/revoke`, { json: { account: 'alice-codes' } })
  expect(revoked.body).toEqual({ revoked: 1 })
  const answer = await here.token('github', { grant_type: 'refresh_token', refresh_token: alice.refresh })
  expect(answer.body.error).toBe('invalid_grant')
  expect((await here.api('github', alice.access, '/user')).status).toBe(401)
  expect((await here.api('github', bob.access, '/user')).status).toBe(200)
})

test('expired access tokens are 401, and the grant lives on', async () => {
  const here = await openTestSaas()
  const { access, refresh: token } = await linked(here)
  const expired = await here.send(`${console}/github/grants/expire`, { json: { account: 'alice-codes' } })
  expect(expired.body).toEqual({ expired: 1 })
  expect((await here.api('github', access, '/user')).status).toBe(401)
  const { body } = await here.token('github', { grant_type: 'refresh_token', refresh_token: token })
  expect((await here.api('github', body.access_token, '/user')).status).toBe(200)
})

test('the clock can be put forward', async () => {
  const here = await openTestSaas()
  const { access } = await linked(here)
  await here.send(`${console}/clock`, { method: 'PUT', json: { ahead: 86_400 } })
  const { body } = await here.send(`${console}/clock`)
  expect(Date.parse(body.now) - Date.now()).toBeGreaterThan(86_300_000)
  expect((await here.api('github', access, '/user')).status).toBe(401)
})

test('a reset brings back what was deleted', async () => {
  const here = await openTestSaas()
  const { access } = await linked(here)
  const path = '/repos/alice-codes/old-prototype'
  expect((await here.api('github', access, path, { method: 'DELETE' })).status).toBe(204)
  expect((await here.api('github', access, path)).status).toBe(404)
  expect((await here.send(`${console}/github/reset`, { method: 'POST' })).status).toBe(204)
  expect((await here.api('github', access, path)).status).toBe(200)
})

test.each([
  ['another page', { origin: 'http://localhost:4400' }],
  ['another page without an origin', { 'sec-fetch-site': 'same-site' }],
  ['a name that was bound to loopback', { host: 'evil.example:4492' }],
])('%s may not touch the switches', async (_who, headers: Record<string, string>) => {
  const sent = { method: 'PUT', json: { mode: 'failing' }, headers } as const
  expect((await saas.send(`${console}/github`, sent)).status).toBe(403)
  expect((await saas.send(`${console}/github`)).body.mode).toBe('normal')
})

test('a form cannot be sent to it', async () => {
  const sent = { method: 'PUT', form: { mode: 'failing' } } as const
  expect((await saas.send(`${console}/github`, sent)).status).toBe(415)
})

test('the page shows both providers, their switches and grants, and no token', async () => {
  await linked(saas, 'jira')
  const { status, text, headers } = await saas.send('/console')
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toContain("script-src 'self';")
  for (const shownText of ['GitHub', 'Jira', 'alice-codes', 'alice.archer', 'data-testid="github-failing"']) {
    expect(text).toContain(shownText)
  }
  expect(text).not.toMatch(/m(gh|jr)r?_/)
  for (const name of ['console.js', 'console.css', 'github.css', 'jira.svg', 'pages.css']) {
    expect((await saas.send(`/assets/${name}`)).status).toBe(200)
  }
})
