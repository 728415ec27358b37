import { expect, test } from 'vitest'
import { errorOf, namesIn, startGraph } from './graph.fixture.ts'

const ALICE = 'alice@contoso.example'
const BOB = 'bob@contoso.example'
const CAROL = 'carol@contoso.example'
const FRANK = 'frank@contoso.example'

const graph = await startGraph()
const find = (mail: string, query: string) =>
  graph.as(mail, `/me/drive/root/search(q='${encodeURIComponent(query.replaceAll("'", "''"))}')`)

test.each([
  [ALICE, 'Q3 forecast', 'Q3 forecast 2026.md'],
  [ALICE, 'what is in the Q3 forecast', 'Q3 forecast 2026.md'],
  [ALICE, 'budget', 'Budget 2027.md'],
  [ALICE, 'travel policy', 'Travel policy.md'],
  [ALICE, 'how many days of holiday do I have', 'Employee handbook.md'],
  [BOB, 'roadmap', 'Roadmap 2027.md'],
  [BOB, 'incident', 'Incident review 2026-09-17.md'],
  [BOB, 'DPoP', 'Architecture notes: agent platform.md'],
  [ALICE, 'FÖRECAST q3', 'Q3 forecast 2026.md'],
])('%s asks for "%s" and gets "%s" first', async (mail, query, expected) => {
  expect((await namesIn(await find(mail, query)))[0]).toBe(expected)
})

test('documents that match nothing but the small words of a sentence are left out', async () => {
  const names = await namesIn(await find(ALICE, 'what is in the Q3 forecast'))
  expect(names).toEqual(['Q3 forecast 2026.md', 'Q3 forecast 2026 (old draft).md'])
})

test('words that only a hidden document has find nothing', async () => {
  for (const mail of [BOB, CAROL, FRANK]) {
    expect(await namesIn(await find(mail, 'Q3 forecast revenue margin subscriptions'))).not.toContain(
      'Q3 forecast 2026.md',
    )
    expect(await (await find(mail, 'Northwind')).json()).toEqual({ value: [] })
  }
})

test('the answer does not change when a hidden document with the same words appears or goes', async () => {
  const fresh = await startGraph()
  const query = "/me/drive/root/search(q='travel policy expenses roadmap budget')"
  const before = await (await fresh.as(CAROL, query)).text()
  for (const id of ['01FIN-EXPENSES-AUDIT', '01FIN-BUDGET-2027']) {
    expect((await fresh.as(ALICE, `/me/drive/items/${id}`, { method: 'DELETE' })).status).toBe(204)
  }
  expect(await (await fresh.as(CAROL, query)).text()).toBe(before)
})

test('nobody but those who may read a document finds it by any of its words', async () => {
  const readers: Record<string, string[]> = { [BOB]: ['Finance'], [CAROL]: ['Finance', 'Engineering'] }
  for (const [mail, hidden] of Object.entries(readers)) {
    for (const query of [
      'forecast',
      'budget',
      'roadmap',
      'draft',
      'the',
      '2026',
      'a',
      'deleted',
      'revenue',
    ]) {
      const { value } = (await (await find(mail, query)).json()) as {
        value: { name: string; parentReference: { name: string } }[]
      }
      expect(value.filter(({ parentReference }) => hidden.includes(parentReference.name))).toEqual([])
    }
  }
})

test.each([
  ['an apostrophe', "what's new"],
  ['emoji', '💥🔥'],
  ['right-to-left override and a null', '\u202Efdp\u0000'],
  ['combining marks', 'b\u0301u\u0308dget'],
  ['slashes and dots', '../../etc/passwd'],
  ['SQL', "'; DROP TABLE document; --"],
  ['a regular expression', '(.*)+$'],
])('a query with %s is answered', async (_case, query) => {
  expect((await find(ALICE, query)).status).toBe(200)
})

test('half a character in the URL is a bad request', async () => {
  const response = await graph.as(ALICE, "/me/drive/root/search(q='%F0%9F')")
  expect(response.status).toBe(400)
})

test('an empty, a long and a malformed query are refused with a message', async () => {
  expect((await errorOf(await find(ALICE, '   '))).message).toContain('empty')
  expect((await errorOf(await find(ALICE, 'x'.repeat(257)))).message).toContain('256 characters')
  for (const call of ['search', 'search()', "search(q='open", "search(q='a'b')", 'search(q="a")']) {
    const response = await graph.as(ALICE, `/me/drive/root/${encodeURIComponent(call)}`)
    expect(response.status).toBe(400)
    expect((await errorOf(response)).message).toContain("search(q='words')")
  }
  expect((await graph.as(ALICE, '/me/drive/root/elsewhere')).status).toBe(404)
})
