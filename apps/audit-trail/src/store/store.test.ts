import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE, BOB } from '@chain-of-trust/testkit'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aliceDid, entryOf, traceOf, writeLog } from '../trail.fixture.ts'
import { storeOn, type Store } from './open-store.ts'
import { readCheckpoints } from '../routes/logs.ts'
import { readReceivedLines } from './received-line.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop())

const TENANT = '11111111-2222-4333-8444-555555555555'
const TABLES = ['audit_log', 'audit_event', 'audit_checkpoint', 'audit_arrival', 'schema_step']
const settings = () => ({ DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile })
const received = (lines: readonly string[], service: string) =>
  readReceivedLines(Buffer.from(lines.join('\n')), service)
const DATABASES: Record<string, () => Promise<SqlDatabase>> = {
  SQLite: () => openSqlDatabase({}, join(mkdtempSync(join(tmpdir(), 'audit-store-')), 'audit.sqlite')),
  PostgreSQL: async () => {
    const database = await openSqlDatabase(settings(), '')
    for (const table of TABLES) await database.run(`drop table if exists ${table}`)
    return database
  },
}

describe.each(Object.keys(DATABASES))('On %s', (name) => {
  let database: SqlDatabase
  let store: Store
  beforeEach(async () => {
    database = await DATABASES[name]!()
    store = await storeOn(database)
    return () => store.close()
  })
  const entries = Array.from({ length: 130 }, (_, index) => (index % 2 === 0 ? aliceDid('a') : entryOf(BOB)))
  async function taken() {
    const log = await writeLog('orchestrator', entries)
    await store.logs.take('orchestrator', received(log.lines, 'orchestrator'))
    const { spki, checkpoints } = readCheckpoints(Buffer.from([log.keyLine, ...log.checkpoints].join('\n')))
    await store.logs.takeCheckpoints('orchestrator', spki, checkpoints)
    return log
  }
  const faults = async () => (await store.verify()).flatMap((chain) => chain.faults)

  test('what was taken is found by person, trace and page, and verifies', async () => {
    const { lines } = await taken()
    const alice = { tid: TENANT, oid: ALICE }
    const own = await store.events.newest(alice, { trace: traceOf('a') }, { before: 100, limit: 10 })
    expect(own.map(({ id }) => id)).toEqual([98, 96, 94, 92, 90, 88, 86, 84, 82, 80])
    const all = await store.events.after({ tid: TENANT }, {}, { after: 0, limit: 500 })
    expect(all.map(({ line }) => line)).toEqual(lines)
    expect(await store.traces.newest(alice, { limit: 5 })).toMatchObject({
      traces: [{ records: 65 }],
      next: null,
    })
    expect(await store.verify()).toMatchObject([
      { records: 131, ok: true, faults: [], checkpoint: { seq: 130 }, head: { seq: 130 } },
    ])
  })

  test('two who send at the same moment take turns: ids have no hole, and none is seen before a lower one', async () => {
    const logs = await Promise.all(
      ['orchestrator', 'mock-graph', 'mcp-sharepoint'].map((of) => writeLog(of, entries)),
    )
    const senders = logs.flatMap(({ lines }, index) => {
      const service = ['orchestrator', 'mock-graph', 'mcp-sharepoint'][index]!
      return [1, 2].map(async () => {
        for (let at = 0; at < lines.length; at += 30)
          await store.logs.take(service, received(lines.slice(0, at + 30), service))
      })
    })
    const seen: number[] = []
    let sending = true
    const reader = async () => {
      for (let more = true; more;) {
        more = sending
        const page = await store.events.after({ tid: TENANT }, {}, { after: seen.at(-1) ?? 0, limit: 50 })
        seen.push(...page.map(({ id }) => id))
        more ||= page.length > 0
      }
    }
    const reading = reader()
    await Promise.all(senders)
    sending = false
    await reading
    expect(seen).toEqual(Array.from({ length: 3 * 131 }, (_, index) => index + 1))
    expect(await faults()).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    [
      'an edited record',
      "update audit_event set line = replace(line, 'success', 'failure') where seq = 7",
      /record 7 is not what its own hash says/,
    ],
    [
      'a record that was listed as another person’s',
      `update audit_event set oid = '${BOB}' where seq = 7`,
      /record 7 is listed with another oid/,
    ],
    [
      'a record that was taken out',
      'delete from audit_event where seq = 7',
      /record 8 does not follow record 6/,
    ],
    [
      'an end that was cut off',
      'delete from audit_event where seq > 120',
      /ends at record 120, and record 130 was taken in/,
    ],
    [
      'a signature that was exchanged',
      `update audit_checkpoint set line = replace(line, '"signature":"', '"signature":"A') where seq = 130`,
      /the checkpoint of record 130 is not as it was signed/,
    ],
    [
      'a key that was exchanged',
      `update audit_log set key_id = '${'0'.repeat(64)}'`,
      /record 0 names another key/,
    ],
  ])('%s is found', { tags: ['LOG-3'] }, async (_, sql, fault) => {
    await taken()
    expect(await faults()).toEqual([])
    await database.run(sql)
    expect((await faults()).join('\n')).toMatch(fault)
  })

  test(
    'an end that was cut off together with the head that was kept of it is found by its checkpoint',
    { tags: ['LOG-3'] },
    async () => {
      await taken()
      await database.run('delete from audit_event where seq > 120')
      const [row] = await database.all('select line from audit_event where seq = 120')
      const { hash } = JSON.parse(String(row!['line'])) as { hash: string }
      await database.run('update audit_log set head_seq = 120, head_hash = ?1', hash)
      expect(await faults()).toEqual(['record 130 was witnessed, and is gone'])
    },
  )
})

test(
  'two replicas on one PostgreSQL that are sent the same log, and its next part, hold one chain',
  { tags: ['LOG-5'] },
  async () => {
    const clean = await DATABASES['PostgreSQL']!()
    const replicas = [await storeOn(clean), await storeOn(await openSqlDatabase(settings(), ''))]
    const { lines } = await writeLog(
      'orchestrator',
      Array.from({ length: 200 }, () => entryOf(ALICE)),
    )
    const send = (replica: Store, upTo: number) =>
      replica.logs.take('orchestrator', received(lines.slice(0, upTo), 'orchestrator'))
    await Promise.all([50, 100, 150, 201].flatMap((upTo) => replicas.map((replica) => send(replica, upTo))))
    expect(await replicas[0]!.events.last()).toBe(201)
    expect(await replicas[1]!.verify()).toMatchObject([{ records: 201, ok: true }])
    await Promise.all(replicas.map((replica) => replica.close()))
  },
)
