import { expect, test } from 'vitest'
import { linked, openTestSaas } from '../saas.fixture.ts'
import { adfOf } from './adf.ts'

const saas = await openTestSaas()
const alice = (await linked(saas, 'jira')).access
const bob = (await linked(saas, 'jira', { account: 'bob.baker' })).access

const get = (token: string, path: string) => saas.api('jira', token, path)
const post = (token: string, path: string, json: unknown) => saas.api('jira', token, path, { json })

test('the account behind the token', async () => {
  expect((await get(alice, '/myself')).body).toMatchObject({
    accountId: '712020:00000000-0000-4000-8000-000000002001',
    displayName: 'Alice Archer',
  })
})

test('the gateway refuses what has no token, a wrong one, or too few scopes, each with 401', async () => {
  const { access: narrow } = await linked(saas, 'jira', { scope: 'read:jira-user' })
  const github = (await linked(saas)).access
  expect((await saas.send('/jira/rest/api/3/myself')).body).toEqual({ code: 401, message: 'Unauthorized' })
  expect((await get(github, '/myself')).body).toEqual({ code: 401, message: 'Unauthorized' })
  const refused = await get(narrow, '/issue/ENG-1')
  expect([refused.status, refused.body.message]).toEqual([401, 'Unauthorized; scope does not match'])
  const readOnly = (await linked(saas, 'jira', { scope: 'read:jira-work' })).access
  expect((await post(readOnly, '/issue', {})).status).toBe(401)
  expect((await post(readOnly, '/issue/ENG-1/comment', {})).status).toBe(401)
  expect((await get(readOnly, '/myself')).status).toBe(401)
})

test('a ticket has rich text, people and comments', async () => {
  const { body } = await get(bob, '/issue/ENG-1')
  expect(body).toMatchObject({
    key: 'ENG-1',
    fields: {
      summary: 'Refunds are rounded twice',
      description: { type: 'doc', version: 1 },
      status: { name: 'In Progress', statusCategory: { key: 'indeterminate' } },
      assignee: { displayName: 'Bob Baker' },
      created: '2026-10-06T07:45:00.000+0000',
      comment: { total: 1 },
    },
  })
  expect(Object.keys((await get(bob, '/issue/eng-1?fields=summary,status')).body.fields)).toEqual([
    'summary',
    'status',
  ])
})

test('a project of others does not exist', { tags: ['DEL-3'] }, async () => {
  for (const path of ['/issue/FIN-1', '/issue/FIN-1/comment']) {
    const [hidden, absent] = [await get(bob, path), await get(bob, path.replace('FIN', 'NONE'))]
    expect([hidden.status, hidden.body]).toEqual([404, absent.body])
  }
  expect((await post(bob, '/issue/FIN-1/comment', { body: adfOf('x') })).status).toBe(404)
  const fields = { project: { key: 'FIN' }, issuetype: { name: 'Task' }, summary: 'x' }
  const refused = await post(bob, '/issue', { fields })
  expect([refused.status, refused.body.errors]).toEqual([
    400,
    { project: 'Specify a valid project ID or key' },
  ])
})

test('a search finds only what the account may see, page by page', async () => {
  const jql = 'project in (FIN, ENG) ORDER BY key ASC'
  const first = await post(bob, '/search/jql', { jql, maxResults: 2, fields: ['summary'] })
  expect(first.body).toMatchObject({ isLast: false, issues: [{ key: 'ENG-1' }, { key: 'ENG-2' }] })
  const { nextPageToken } = first.body
  const query = new URLSearchParams({ jql, maxResults: '2', nextPageToken, fields: 'summary,assignee' })
  const { body } = await get(bob, `/search/jql?${query.toString()}`)
  expect(body).toMatchObject({ isLast: true, issues: [{ key: 'ENG-3' }] })
  expect(body.nextPageToken).toBeUndefined()
  expect(Object.keys(body.issues[0].fields)).toEqual(['summary', 'assignee'])
})

test('without fields a search answers ids', async () => {
  const { body } = await get(alice, `/search/jql?jql=${encodeURIComponent('key = ENG-1')}`)
  expect(body.issues).toHaveLength(1)
  expect(body.issues[0].fields).toBeUndefined()
})

test('a new ticket has the next key and its reporter', async () => {
  const fields = {
    project: { key: 'ENG' },
    issuetype: { name: 'Bug' },
    summary: 'It is broken',
    description: adfOf('Since today.'),
    assignee: { accountId: '712020:00000000-0000-4000-8000-000000002003' },
  }
  const { status, body } = await post(alice, '/issue', { fields })
  expect(status).toBe(201)
  expect(body).toEqual({
    id: expect.any(String),
    key: 'ENG-4',
    self: expect.stringContaining(`/issue/${body.id}`),
  })
  expect((await get(bob, `/issue/${body.id}`)).body.fields).toMatchObject({
    summary: 'It is broken',
    reporter: { displayName: 'Alice Archer' },
    assignee: { displayName: 'Bob Baker' },
    status: { name: 'To Do' },
  })
})

test('what is wrong with a new ticket is said by field', async () => {
  const { status, body } = await post(alice, '/issue', { fields: { description: 'plain text' } })
  expect(status).toBe(400)
  expect(body).toEqual({
    errorMessages: [],
    errors: {
      project: 'Specify a valid project ID or key',
      summary: 'You must specify a summary of the issue.',
      issuetype: 'Specify an issue type',
      description: 'Operation value must be an Atlassian Document',
    },
  })
})

test('a comment is a document, and is read back with its author', async () => {
  const plain = await post(alice, '/issue/ENG-2/comment', { body: 'plain' })
  expect([plain.status, plain.body.errors]).toEqual([400, { comment: 'Comment body is not valid!' }])
  const { status, body } = await post(alice, '/issue/ENG-2/comment', { body: adfOf('Looking.') })
  expect([status, body.author.displayName]).toEqual([201, 'Alice Archer'])
  expect((await get(bob, '/issue/ENG-2/comment')).body).toMatchObject({
    total: 1,
    comments: [{ body: adfOf('Looking.') }],
  })
  expect((await get(bob, '/issue/ENG-2/comment?startAt=1')).body.comments).toEqual([])
})
