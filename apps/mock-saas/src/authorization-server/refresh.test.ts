import { expect, test, vi } from 'vitest'
import { BASIC, linked, openTestSaas, type TestSaas } from '../saas.fixture.ts'

const refresh = (saas: TestSaas, token: string, more: Record<string, string> = {}) =>
  saas.token('github', { grant_type: 'refresh_token', refresh_token: token, ...more })
const grants = async (saas: TestSaas) => (await saas.send('/console/api/github/grants')).body

test('each use gives new tokens; the access token of before lives on', async () => {
  const saas = await openTestSaas()
  const first = await linked(saas)
  const { status, body } = await refresh(saas, first.refresh)
  expect(status).toBe(200)
  expect(body.access_token).not.toBe(first.access)
  expect(body.refresh_token).not.toBe(first.refresh)
  for (const token of [first.access, body.access_token]) {
    expect((await saas.api('github', token, '/user')).body.login).toBe('alice-codes')
  }
  expect(await grants(saas)).toMatchObject([{ account: 'alice-codes', rotations: 1, revoked: false }])
})

test('if so switched, the access token of before ends, as GitHub’s does', async () => {
  const saas = await openTestSaas()
  const [first, other] = [await linked(saas), await linked(saas)]
  await saas.set('github', { mode: 'normal', old_access: 'ends' })
  const { body } = await refresh(saas, first.refresh)
  const statuses = [first.access, other.access, body.access_token].map(
    async (token) => (await saas.api('github', token, '/user')).status,
  )
  expect(await Promise.all(statuses)).toEqual([401, 200, 200])
})

test('a used refresh token gets the same answer again for ten seconds, and across a restart', async () => {
  const saas = await openTestSaas()
  const { refresh: used } = await linked(saas)
  const { body } = await refresh(saas, used)
  await saas.app.close()
  const again = await openTestSaas(saas.stateDir)
  again.clock.ahead = 9000
  const repeated = await refresh(again, used)
  expect(repeated.status).toBe(200)
  expect(repeated.body).toMatchObject({
    access_token: body.access_token,
    refresh_token: body.refresh_token,
    scope: body.scope,
  })
  expect(repeated.body.expires_in).toBeLessThan(600)
  expect(await grants(again)).toMatchObject([{ rotations: 1, reuse_detected: false }])
})

const standsStill = (saas: TestSaas) =>
  vi.waitFor(async () => expect((await saas.send('/console/api/github')).body.requests.held).toBe(1), {
    timeout: 20_000,
  })

async function enforceEnd(saas: TestSaas, tokens: { access_token: string; refresh_token: string }) {
  expect((await refresh(saas, tokens.refresh_token)).body.error).toBe('invalid_grant')
  expect((await saas.api('github', tokens.access_token, '/user')).status).toBe(401)
  expect(await grants(saas)).toMatchObject([{ revoked: true, reuse_detected: true }])
}

test('a used refresh token after the leeway ends the whole family', async () => {
  const saas = await openTestSaas()
  const { refresh: used } = await linked(saas)
  const { body } = await refresh(saas, used)
  saas.clock.ahead = 11_000
  const replay = await refresh(saas, used)
  expect([replay.status, replay.body.error]).toEqual([400, 'invalid_grant'])
  await enforceEnd(saas, body)
})

test('without a leeway the first repetition is the end', async () => {
  const saas = await openTestSaas()
  await saas.set('github', { mode: 'normal', reuse_leeway: 0 })
  const { refresh: used } = await linked(saas)
  const { body } = await refresh(saas, used)
  saas.clock.ahead = 5
  expect((await refresh(saas, used)).body.error).toBe('invalid_grant')
  await enforceEnd(saas, body)
})

test('within the leeway, too, when somebody has used the successor: then there are two', async () => {
  const saas = await openTestSaas()
  const { refresh: used } = await linked(saas)
  const second = await refresh(saas, used)
  const { body } = await refresh(saas, second.body.refresh_token)
  expect((await refresh(saas, used)).body.error).toBe('invalid_grant')
  await enforceEnd(saas, body)
})

test('one family ends, the others of the same account do not', async () => {
  const saas = await openTestSaas()
  const [one, other] = [await linked(saas), await linked(saas)]
  await saas.revoke('github', one.refresh)
  expect((await refresh(saas, one.refresh)).body.error).toBe('invalid_grant')
  expect((await refresh(saas, other.refresh)).status).toBe(200)
})

test('scopes may shrink and not grow', async () => {
  const saas = await openTestSaas()
  const { refresh: token } = await linked(saas, 'github', { scope: 'read:user issues:read' })
  expect((await refresh(saas, token, { scope: 'read:user delete_repo' })).body.error).toBe('invalid_scope')
  expect((await refresh(saas, token, { scope: 'read:user' })).body.scope).toBe('read:user')
})

test('an access token, an unknown token, an old one and one of the other provider refresh nothing', async () => {
  const saas = await openTestSaas()
  const { access, refresh: token } = await linked(saas)
  const foreign = await linked(saas, 'jira')
  for (const wrong of [access, 'mghr_unknown', foreign.refresh]) {
    expect((await refresh(saas, wrong)).body.error).toBe('invalid_grant')
  }
  expect(
    (await saas.token('jira', { grant_type: 'refresh_token', refresh_token: foreign.refresh })).status,
  ).toBe(200)
  saas.clock.ahead = 183 * 86_400_000
  expect((await refresh(saas, token)).body.error).toBe('invalid_grant')
})

test('held before: nothing is rotated yet', async () => {
  const saas = await openTestSaas()
  const { refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'normal', hold: 'before' })
  const held = refresh(saas, token)
  await standsStill(saas)
  expect(await grants(saas)).toMatchObject([{ rotations: 0 }])

  await saas.set('github', { mode: 'normal' })
  expect((await held).status).toBe(200)
  expect(await grants(saas)).toMatchObject([{ rotations: 1 }])
})

test('held before, and the caller is gone: nothing is rotated ever', async () => {
  const saas = await openTestSaas()
  const { refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'normal', hold: 'before' })
  const origin = await saas.app.listen({ port: 0, host: '127.0.0.1' })
  const gone = new AbortController()
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token })
  const headers = { authorization: BASIC }
  const url = `${origin}/github/login/oauth/access_token`
  const calling = fetch(url, { method: 'POST', body, headers, signal: gone.signal })
  await standsStill(saas)
  gone.abort()
  await expect(calling).rejects.toThrow('aborted')
  await new Promise((resolve) => setTimeout(resolve, 50))
  await saas.set('github', { mode: 'normal' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await grants(saas)).toMatchObject([{ rotations: 0 }])
  await saas.app.close()
})

test('what is held after its rotation can be asked for again', async () => {
  const saas = await openTestSaas()
  const { refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'normal', hold: 'after', count: 1 })
  const lost = refresh(saas, token)
  await vi.waitFor(async () => expect((await grants(saas))[0].rotations).toBe(1), { timeout: 20_000 })
  const { body } = await refresh(saas, token)
  await saas.set('github', { mode: 'normal' })
  expect((await lost).body.refresh_token).toBe(body.refresh_token)
})

test('who stands still does not keep the service from stopping', async () => {
  const saas = await openTestSaas()
  const { refresh: token } = await linked(saas)
  await saas.set('github', { mode: 'normal', hold: 'before' })
  const held = refresh(saas, token)
  await standsStill(saas)
  await saas.app.close()
  expect((await held).status).toBe(200)
})
