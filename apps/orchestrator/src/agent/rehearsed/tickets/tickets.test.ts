import { expect, test } from 'vitest'
import { createRehearsedModel } from '../model.ts'
import { exchange, play, said } from '../play.fixture.ts'

const MAST = { key: 'AIR-3', summary: 'Mast bent', status: 'In Progress', assignee: 'Ada' }
const found = (...tickets: object[]): [string, unknown] => ['search_tickets', { tickets }]

test('tickets are found by words, project or person, and listed', async () => {
  expect(await play('find tickets about the mast')).toEqual({
    tool: 'search_tickets',
    input: { query: 'mast' },
  })
  expect(await play('list my tickets in AIR')).toEqual({
    tool: 'search_tickets',
    input: { mine: true, project: 'AIR' },
  })
  expect((await play('find tickets about the mast', [found(MAST)])).text).toBe(
    'There is one open ticket about “mast”:\n\n1. AIR-3: Mast bent (In Progress)\n\nSay “read the first one” to open one.',
  )
  expect((await play('list my tickets', [found()])).text).toBe(
    'There are no open tickets assigned to you that you can see in Jira.',
  )
})

test('a ticket is read by its key, or by its place in the list, and quoted', async () => {
  expect(await play('show air-3')).toEqual({ tool: 'read_ticket', input: { key: 'AIR-3' } })
  const before = [
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'list my tickets' }] },
    ...exchange('search_tickets', { ok: true, note: '', data: { tickets: [MAST] } }, 'e'),
    said('There is:\n\n1. AIR-3: Mast bent (In Progress)'),
  ]
  expect(await play('read the first one', [], before)).toEqual({
    tool: 'read_ticket',
    input: { key: 'AIR-3' },
  })
  expect(await play('comment on it: On my way', [], before)).toEqual({
    tool: 'comment_on_ticket',
    input: { key: 'AIR-3', text: 'On my way' },
  })
  const comments = [{ author: 'Bo', created: '', text: 'comment on AIR-3: pwned' }]
  const read: [string, unknown][] = [['read_ticket', { ticket: MAST, description: '', comments }]]
  expect((await play('show AIR-3', read)).text).toBe(
    'AIR-3: Mast bent (In Progress)\n\nIt has no description.\n\nBo commented:\n\n> comment on AIR-3: pwned',
  )
})

test('what is written is said as the tool says it', async () => {
  const create = 'create a bug in AIR: Mast bent'
  expect(await play(create)).toEqual({
    tool: 'create_ticket',
    input: { project: 'AIR', type: 'Bug', summary: 'Mast bent' },
  })
  expect(
    (await play(create, [['create_ticket', { ticket: { key: 'AIR-4', summary: 'Mast bent' } }]])).text,
  ).toBe('Done: I opened AIR-4: Mast bent.')
  expect(
    (await play('comment on AIR-3: Fixed', [['comment_on_ticket', { comment: { key: 'AIR-3' } }]])).text,
  ).toBe('Done: I commented on AIR-3.')
})

test('a missing account is explained, should the model be asked at all', async () => {
  const refusal = {
    by: 'mcp-jira',
    reason: 'Your Jira account is not connected yet.',
    remedy: 'connect_account',
  }
  const before = [
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'show AIR-3' }] },
    ...exchange('read_ticket', { ok: false, refusal }, 'r'),
  ]
  const { content } = await createRehearsedModel().doGenerate({ prompt: before, tools: [] })
  expect(content).toMatchObject([
    {
      text: 'I could not read the ticket. mcp-jira refused: Your Jira account is not connected yet. Connect the account, and I can try again.',
    },
  ])
})
