import { DatabaseUnavailable, openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE } from '@chain-of-trust/testkit'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { expect, onTestFinished, test } from 'vitest'
import { aliceDid, headOf, ndjson, startTrail, writeLog } from '../trail.fixture.ts'
import { EventPage } from '../wire.ts'

/** The real app on a PostgreSQL that can be taken away. */
async function startOnPostgres() {
  const { url, passwordFile, stop } = await startPostgres()
  const settings = (DATABASE_URL: string) => ({ DATABASE_URL, DATABASE_PASSWORD_FILE: passwordFile })
  const admin = await openSqlDatabase(settings(url), '')
  await admin.run('create database trail')
  const database = await openSqlDatabase(settings(url.replace(/[^/]+$/, 'trail')), '')
  const trail = await startTrail({ database })
  onTestFinished(async () => {
    await trail.app.close()
    await admin.close()
    await stop()
  })
  return {
    trail,
    /** The server ends its connections and takes no other. */
    away: async () => {
      await admin.run('alter database trail allow_connections false')
      await admin.all("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'trail'")
    },
    back: () => admin.run('alter database trail allow_connections true'),
  }
}

test(
  'without its database every route says 503 and when to come again; a log waits for it, and then goes on',
  { tags: ['LOG-5'], timeout: 240_000 },
  async () => {
    const { trail, away, back } = await startOnPostgres()
    const { lines, checkpoints, keyLine } = await writeLog('orchestrator', [aliceDid('a'), aliceDid('b')])
    await trail.sendLines('orchestrator', lines.slice(0, 2))
    const log = '/api/logs/orchestrator'
    const requests = {
      head: () => trail.asService('orchestrator', log),
      records: () => trail.sendLines('orchestrator', lines.slice(2)),
      checkpoints: () =>
        trail.asService('orchestrator', `${log}/checkpoints`, ndjson([keyLine, ...checkpoints])),
      events: () => trail.asPerson(ALICE, '/api/events'),
      traces: () => trail.asPerson(ALICE, '/api/traces'),
      stream: () => trail.asPerson(ALICE, '/api/events/stream'),
      export: () => trail.asPerson(ALICE, '/api/export'),
      chains: () => trail.asAuditor('/api/chains'),
    }

    await away()
    for (const [name, request] of Object.entries(requests)) {
      const response = await request()
      const told = [response.status, response.headers.get('retry-after'), await response.json()]
      expect([name, ...told]).toEqual([name, 503, '5', { error: 'temporarily_unavailable' }])
      expect(trail.audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'resource_unavailable' })
    }

    await back()
    expect(await (await requests.records()).json()).toEqual({ head: headOf(lines.at(-1)) })
    expect(await (await requests.checkpoints()).json()).toEqual({ checkpoint: lines.length - 1 })
    expect(EventPage.parse(await (await requests.events()).json()).events).toHaveLength(2)
  },
)

test.each(['jsonl', 'ocsf'])(
  'an outage that begins with the first page of an export as %s is one, and nobody took anything away',
  async (format) => {
    const real = await openSqlDatabase({}, ':memory:')
    const database: SqlDatabase = {
      ...real,
      async all(sql, ...values) {
        if (sql.includes('from audit_event where')) throw new DatabaseUnavailable(new Error('too slow'))
        return real.all(sql, ...values)
      },
    }
    const trail = await startTrail({ database })
    onTestFinished(() => trail.app.close())
    const response = await trail.asPerson(ALICE, `/api/export?format=${format}`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(trail.audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'resource_unavailable' })
    expect(trail.audit.records.filter(({ event }) => event === 'audit_read')).toEqual([])
  },
)
