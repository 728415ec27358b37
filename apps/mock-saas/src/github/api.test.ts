import { expect, test } from 'vitest'
import { linked, openTestSaas } from '../saas.fixture.ts'

const saas = await openTestSaas()
const alice = (await linked(saas)).access
const bob = (await linked(saas, 'github', { account: 'bob-builds' })).access
const erin = (await linked(saas, 'github', { account: 'erin-reviews' })).access

const get = (token: string, path: string) => saas.api('github', token, path)
const post = (token: string, path: string, json: unknown) => saas.api('github', token, path, { json })
const names = (body: { full_name: string }[]) => body.map(({ full_name }) => full_name)
const titles = (body: { title: string }[]) => body.map(({ title }) => title)

test('the account behind the token', async () => {
  expect((await get(alice, '/user')).body).toMatchObject({ login: 'alice-codes', id: 1001, type: 'User' })
})

test('without a token, with a wrong one, or with a refresh token: 401 in GitHub’s words', async () => {
  const none = await saas.send('/github/api/user')
  expect([none.status, none.body.message]).toEqual([401, 'Requires authentication'])
  const { refresh } = await linked(saas)
  for (const token of ['wrong', refresh, (await linked(saas, 'jira')).access]) {
    const { status, body } = await get(token, '/user')
    expect(status).toBe(401)
    expect(body).toEqual({
      message: 'Bad credentials',
      documentation_url: 'https://docs.github.com/rest',
      status: '401',
    })
  }
})

test.each([
  ['read:user', 'GET', '/user'],
  ['repo:read', 'GET', '/user/repos'],
  ['repo:read', 'GET', '/repos/contoso/handbook'],
  ['issues:read', 'GET', '/issues'],
  ['issues:read', 'GET', '/repos/contoso/handbook/issues/1'],
  ['issues:read', 'GET', '/repos/contoso/handbook/issues/1/comments'],
  ['issues:write', 'POST', '/repos/contoso/handbook/issues'],
  ['issues:write', 'POST', '/repos/contoso/handbook/issues/1/comments'],
  ['delete_repo', 'DELETE', '/repos/alice-codes/old-prototype'],
] as const)('%s is needed for %s %s', async (scope, method, path) => {
  const others = 'read:user repo:read issues:read issues:write delete_repo'
    .split(' ')
    .filter((one) => one !== scope)
  const { access } = await linked(saas, 'github', { scope: others.join(' ') })
  const { status, headers, body } = await saas.api('github', access, path, { method })
  expect([status, body.message]).toEqual([403, 'Resource not accessible by integration'])
  expect(headers['x-accepted-oauth-scopes']).toBe(scope)
})

test(
  'each account has its own repositories, and learns nothing of the others',
  { tags: ['DEL-3'] },
  async () => {
    expect(names((await get(alice, '/user/repos')).body)).toEqual([
      'alice-codes/ledger-tools',
      'alice-codes/old-prototype',
      'contoso/handbook',
      'contoso/payments-api',
    ])
    expect(names((await get(erin, '/user/repos')).body)).toEqual(['contoso/handbook'])
    for (const path of ['', '/issues', '/issues/1', '/issues/1/comments']) {
      const hidden = await get(bob, `/repos/alice-codes/ledger-tools${path}`)
      const absent = await get(bob, `/repos/alice-codes/nothing${path}`)
      expect([hidden.status, hidden.body]).toEqual([404, absent.body])
    }
    expect((await post(bob, '/repos/alice-codes/ledger-tools/issues', { title: 'x' })).status).toBe(404)
  },
)

test('a repository says what the account may do in it', async () => {
  const permissions = async (token: string) =>
    (await get(token, '/repos/Contoso/Payments-API')).body.permissions
  expect(await permissions(alice)).toEqual({ admin: true, push: true, pull: true })
  expect(await permissions(bob)).toEqual({ admin: false, push: true, pull: true })
})

test('issues assigned to the account, newest first, each with its repository', async () => {
  const { body } = await get(alice, '/issues')
  expect(titles(body)).toEqual([
    'Statement export times out for large merchants',
    'Close script needs the new cost centres',
    'Refunds are rounded twice',
    'Say who approves travel',
  ])
  expect(body[0]).toMatchObject({ number: 3, repository: { full_name: 'contoso/payments-api' } })
  expect(titles((await get(alice, '/issues?filter=created')).body)).toEqual([
    'Close script needs the new cost centres',
    'Retry webhooks with back-off',
  ])
  expect(titles((await get(erin, '/issues')).body)).toEqual(['Add the Lisbon office'])
})

test('filters of a repository’s issues', async () => {
  const ask = async (query: string) =>
    titles((await get(bob, `/repos/contoso/payments-api/issues${query}`)).body)
  expect(await ask('?state=closed')).toEqual(['Node 22 is out of date'])
  expect(await ask('?state=all')).toHaveLength(4)
  expect(await ask('?labels=bug,performance')).toEqual(['Statement export times out for large merchants'])
  expect(await ask('?assignee=bob-builds&sort=created&direction=asc')).toEqual([
    'Retry webhooks with back-off',
    'Statement export times out for large merchants',
  ])
  expect(await ask('?creator=alice-codes')).toEqual(['Retry webhooks with back-off'])
  expect(await ask('?since=2026-11-01T00:00:00Z')).toHaveLength(1)
  const wrong = await get(bob, '/repos/contoso/payments-api/issues?state=lost')
  expect([wrong.status, wrong.body.message]).toEqual([422, 'Validation Failed'])
})

test('pages are linked as in RFC 8288', async () => {
  const path = '/repos/contoso/handbook/issues'
  const link = async (query: string) => String((await get(alice, path + query)).headers['link'])
  const url = (page: number) => `<http://localhost:4492/github/api${path}?per_page=1&page=${page}>`
  expect(await link('?per_page=1')).toBe(`${url(2)}; rel="next", ${url(3)}; rel="last"`)
  expect(await link('?per_page=1&page=2')).toBe(
    `${url(1)}; rel="prev", ${url(3)}; rel="next", ${url(3)}; rel="last", ${url(1)}; rel="first"`,
  )
  expect((await get(alice, path)).headers['link']).toBeUndefined()
  expect((await get(alice, `${path}?per_page=1&page=3`)).body).toHaveLength(1)
})

test('a new issue has the next number and its author; who may not push cannot assign', async () => {
  const path = '/repos/contoso/handbook/issues'
  const given = { title: ' Typo ', body: 'page 3', assignees: ['bob-builds'], labels: ['bug'] }
  const { status, headers, body } = await post(erin, path, given)
  expect(status).toBe(201)
  expect(headers['location']).toBe(`http://localhost:4492/github/api${path}/${body.number}`)
  expect(body).toMatchObject({
    number: 4,
    title: 'Typo',
    user: { login: 'erin-reviews' },
    assignees: [],
    labels: [],
  })
  expect((await get(alice, `${path}/4`)).body.title).toBe('Typo')
  const assigned = await post(alice, path, given)
  expect(assigned.body).toMatchObject({
    number: 5,
    assignee: { login: 'bob-builds' },
    labels: [{ name: 'bug' }],
  })
})

test('a comment is read back with its author', async () => {
  const path = '/repos/contoso/payments-api/issues/1/comments'
  const { status, body } = await post(bob, path, { body: 'Fixed in main' })
  expect([status, body.user.login]).toEqual([201, 'bob-builds'])
  const comments = (await get(alice, path)).body as { body: string }[]
  expect(comments.map((comment) => comment.body)).toEqual([
    'The ledger rounds half to even. We should, too.',
    'Fixed in main',
  ])
  expect((await get(alice, '/repos/contoso/payments-api/issues/1')).body.comments).toBe(2)
})

test('what cannot be taken is said as GitHub says it', async () => {
  const path = '/repos/contoso/handbook/issues'
  const missing = await post(alice, path, {})
  expect(missing.status).toBe(422)
  expect(missing.body.errors).toEqual([{ resource: 'Issue', field: 'title', code: 'missing_field' }])
  expect((await post(alice, path, { title: 7 })).body.errors[0].code).toBe('invalid')
  expect((await post(alice, `${path}/1/comments`, { body: '' })).status).toBe(422)
  expect((await post(alice, `${path}/99/comments`, { body: 'x' })).status).toBe(404)
  const broken = await saas.app.inject({
    method: 'POST',
    url: `/github/api${path}`,
    headers: { authorization: `Bearer ${alice}`, 'content-type': 'application/json' },
    payload: '{',
  })
  expect([broken.statusCode, broken.json().message]).toEqual([400, 'Problems parsing JSON'])
  expect((await get(alice, '/repos/contoso/handbook/pulls')).status).toBe(404)
})

test('only who administers a repository may delete it', async () => {
  const here = await openTestSaas()
  const owner = (await linked(here)).access
  const reader = (await linked(here, 'github', { account: 'bob-builds' })).access
  const remove = (token: string, path: string) => here.api('github', token, path, { method: 'DELETE' })
  const path = '/repos/alice-codes/old-prototype'
  const refused = await remove(reader, path)
  expect([refused.status, refused.body.message]).toEqual([403, 'Must have admin rights to Repository.'])
  expect((await remove(reader, '/repos/alice-codes/ledger-tools')).status).toBe(404)
  expect((await remove(owner, path)).status).toBe(204)
  expect((await here.api('github', reader, path)).status).toBe(404)
})
