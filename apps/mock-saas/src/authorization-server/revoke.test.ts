import { expect, test } from 'vitest'
import { BASIC, linked, openTestSaas } from '../saas.fixture.ts'

const saas = await openTestSaas()
const works = async (token: string) => (await saas.api('github', token, '/user')).status === 200

test('a refresh token ends its family, at once', async () => {
  const first = await linked(saas)
  const second = await saas.token('github', { grant_type: 'refresh_token', refresh_token: first.refresh })
  const { status, text } = await saas.revoke('github', second.body.refresh_token)
  expect([status, text]).toEqual([200, ''])
  expect([await works(first.access), await works(second.body.access_token)]).toEqual([false, false])
})

test('a used refresh token does that, too', async () => {
  const { access, refresh } = await linked(saas)
  await saas.token('github', { grant_type: 'refresh_token', refresh_token: refresh })
  await saas.revoke('github', refresh)
  expect(await works(access)).toBe(false)
})

test('an access token ends alone', async () => {
  const { access, refresh } = await linked(saas)
  await saas.revoke('github', access)
  expect(await works(access)).toBe(false)
  const { body } = await saas.token('github', { grant_type: 'refresh_token', refresh_token: refresh })
  expect(await works(body.access_token)).toBe(true)
})

test('a token that is unknown, or the other provider’s, is revoked already', async () => {
  const foreign = await linked(saas, 'jira')
  for (const token of ['mghr_unknown', foreign.refresh]) {
    expect((await saas.revoke('github', token)).status).toBe(200)
  }
  expect((await saas.api('jira', foreign.access, '/myself')).status).toBe(200)
})

test('only the client may, and it must say what', async () => {
  const { access, refresh } = await linked(saas)
  const send = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    saas.send('/github/login/oauth/revoke', { form, headers })
  expect((await send({ token: refresh })).body.error).toBe('invalid_client')
  expect((await send({}, { authorization: BASIC })).body.error).toBe('invalid_request')
  expect(await works(access)).toBe(true)
})
