import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openLinkRequests, type LinkRequests } from '../linking/link-requests.ts'
import { openSessions, SESSION_LIFETIME, type Sessions } from '../session/sessions.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop(), 30_000)

const DATABASES: Record<string, () => Promise<SqlDatabase>> = {
  SQLite: () => openSqlDatabase({}, ':memory:'),
  PostgreSQL: async () => {
    const settings = { DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile }
    const database = await openSqlDatabase(settings, '')
    for (const table of ['web_session', 'link_request', 'schema_step']) {
      await database.run(`drop table if exists ${table}`)
    }
    return database
  },
}
const alice = { tid: 't', oid: 'alice', name: 'Zoë 🐙', username: 'a@x.example', issuedAt: 1_760_000_000 }
const OWNER = { tid: 't', oid: 'alice', client: 'mcp-github' }

describe.each(Object.keys(DATABASES))('What the pages keep on %s', (kind) => {
  let now: number
  let database: SqlDatabase
  let sessions: Sessions
  let requests: LinkRequests
  beforeEach(async () => {
    now = 1_760_000_000_000
    database = await DATABASES[kind]!()
    sessions = await openSessions(database, () => now)
    requests = await openLinkRequests(database, { origin: 'https://vault.example', now: () => now })
    return () => database.close()
  })

  test('a session is found by what the browser holds, until its time is over', async () => {
    const session = await sessions.create(alice)
    expect(await sessions.find(session.id)).toEqual({ ...alice, id: session.id })
    expect(await sessions.find('another')).toBeUndefined()
    now += SESSION_LIFETIME
    expect(await sessions.find(session.id)).toBeUndefined()
    await sessions.prune()
    expect(await database.all('select * from web_session')).toEqual([])
  })

  test('a session ends by itself, or with those that its person had begun before an instant', async () => {
    const later = { ...alice, issuedAt: alice.issuedAt + 10 }
    const people = [alice, alice, later, { ...alice, oid: 'bob' }, { ...alice, tid: 'u' }]
    const all = await Promise.all(people.map(sessions.create))
    const left = async () =>
      (await Promise.all(all.map(({ id }) => sessions.find(id)))).map((found) => found !== undefined)
    await sessions.end(all[0]!.id)
    expect(await left()).toEqual([false, true, true, true, true])
    await sessions.endBefore({ tid: 't', oid: 'alice' }, later.issuedAt)
    expect(await left()).toEqual([false, false, true, true, true])
  })

  test('a link request is taken once, and its ticket is not in the database', async () => {
    const { url } = await requests.createLinkRequest(OWNER, ['issues:read'])
    const ticket = url.slice(url.lastIndexOf('/') + 1)
    expect(await requests.find(ticket)).toMatchObject({ owner: OWNER, scopes: ['issues:read'] })
    expect(JSON.stringify(await database.all('select * from link_request'))).not.toContain(ticket)
    const taken = await Promise.all([1, 2, 3, 4].map(() => requests.take(ticket)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await requests.find(ticket)).toBeUndefined()
  })

  test('a link request ends in its time', async () => {
    const { url, expiresAt } = await requests.createLinkRequest(OWNER, ['issues:read'])
    now = expiresAt
    expect(await requests.find(url.slice(url.lastIndexOf('/') + 1))).toBeUndefined()
    await requests.prune()
    expect(await database.all('select * from link_request')).toEqual([])
  })
})
