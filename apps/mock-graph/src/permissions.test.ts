import { describe, expect, test } from 'vitest'
import { INVITE_FRANK, startGraph } from './graph.fixture.ts'

const ALICE = 'alice@contoso.example'
const BOB = 'bob@contoso.example'
const CAROL = 'carol@contoso.example'
const DAVE = 'dave@contoso.example'
const ERIN = 'guest_erin@partner.example'
const FRANK = 'frank@contoso.example'

/**
 * Every person × document × action, written by hand and not derived from the seed.
 * `-` does not see it (404 for everything), `r` reads, `w` reads and shares, `o` reads, shares and deletes.
 */
const PEOPLE = [ALICE, BOB, CAROL, DAVE, ERIN, FRANK]
const MATRIX: Record<string, string> = {
  '01COM-TRAVEL-POLICY': 'rrr---',
  '01COM-HANDBOOK': 'rrr---',
  '01COM-ALL-HANDS': 'rrr---',
  '01COM-SECURITY-BASICS': 'rrr---',
  '01FIN-Q3-FORECAST': 'o-----',
  '01FIN-BUDGET-2027': 'o-----',
  '01FIN-EXPENSES-AUDIT': 'o-----',
  '01FIN-NORTHWIND-OFFER': 'o-----',
  '01FIN-FORECAST-OLD': 'o-----',
  '01ENG-ROADMAP': '-w----',
  '01ENG-ARCHITECTURE': '-w----',
  '01ENG-INCIDENT-0917': '-w----',
  '01ENG-PARTNER-GUIDE': '-w--r-',
  '01ENG-GATEWAY-DRAFT': '-o----',
  '01ENG-ROADMAP-DRAFT': '-o----',
  '01ENG-NO-SUCH-DOCUMENT': '------',
}

const ACTIONS = {
  'read its properties': { path: '', init: {}, ok: 200, allowed: 'rwo' },
  'read its content': { path: '/content', init: {}, ok: 200, allowed: 'rwo' },
  'share it': { path: '/invite', init: INVITE_FRANK, ok: 200, allowed: 'wo' },
  'delete it': { path: '', init: { method: 'DELETE' }, ok: 204, allowed: 'o' },
}

const cases = Object.entries(MATRIX).flatMap(([id, row]) =>
  PEOPLE.flatMap((mail, index) => {
    const role = row[index]!
    return Object.entries(ACTIONS).map(([action, { path, init, ok, allowed }]) => {
      const status = role === '-' ? 404 : allowed.includes(role) ? ok : 403
      return { mail, action, id, path, init, status }
    })
  }),
)

describe('whatever the scopes of the token, a person does what they may themselves', async () => {
  const graphs = await Promise.all(PEOPLE.map(() => startGraph()))

  test.each(cases)(
    '$mail may $action: $id → $status',
    { tags: ['DEL-3'] },
    async ({ mail, id, path, init, status }) => {
      // One library for each person: the deletions of one must not show in the table of another.
      const graph = graphs[PEOPLE.indexOf(mail)]!
      const response = await graph.as(mail, `/me/drive/items/${id}${path}`, init)
      expect(response.status).toBe(status)
    },
  )
})

test.each([
  [ALICE, 9],
  [BOB, 10],
  [CAROL, 4],
  [DAVE, 0],
  [ERIN, 1],
  [FRANK, 0],
  ['bbbbbbbb-0000-4000-8000-00000000ffff', 0],
])('the list shows %s exactly their %i documents', async (mail, documents) => {
  const graph = await startGraph()
  const response = await graph.as(mail, '/me/drive/root/children')
  expect(response.status).toBe(200)
  const { value } = (await response.json()) as { value: { id: string }[] }
  expect(value).toHaveLength(documents)
  for (const { id } of value) {
    expect(`${id} ${MATRIX[id]?.[PEOPLE.indexOf(mail)]}`).toMatch(/ [rwo]$/)
  }
})
