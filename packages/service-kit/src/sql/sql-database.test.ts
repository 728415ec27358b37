import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ConfigError } from '../config-error.ts'
import { migrate } from './migrate.ts'
import { openSqlDatabase } from './open-sql-database.ts'
import { DatabaseUnavailable, type SqlDatabase, type SqlSession } from './sql-database.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop())

const file = () => join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'service', 'state.sqlite')
const DATABASES: Record<string, () => Promise<SqlDatabase>> = {
  SQLite: () => openSqlDatabase({}, file()),
  PostgreSQL: async () => {
    const database = await openSqlDatabase(settings(), file())
    for (const table of ['kept', 'other', 'schema_step']) await database.run(`drop table if exists ${table}`)
    return database
  },
}
const settings = () => ({ DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile })
const STEPS = ['create table kept (id text primary key, time bigint, bytes bytea)']
const put = 'insert into kept (id, time) values (?1, ?2)'

describe.each(Object.keys(DATABASES))('On %s', (name) => {
  let database: SqlDatabase
  beforeEach(async () => {
    database = await DATABASES[name]!()
    await migrate(database, 'kept', STEPS)
    return () => database.close()
  })
  const ids = async () => (await database.all('select id from kept order by id')).map(({ id }) => id)

  test('text, bytes, large numbers and nothing come back as they went in', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    await database.run(
      'insert into kept values (?1, ?2, ?3)',
      "it's ?1 and $1",
      Number.MAX_SAFE_INTEGER,
      bytes,
    )
    await database.run('insert into kept values (?1, ?2, ?3)', 'nothing', null, null)
    const [first, second] = await database.all('select * from kept order by id')
    expect(first).toMatchObject({ id: "it's ?1 and $1", time: Number.MAX_SAFE_INTEGER })
    expect(Buffer.from(first!['bytes'] as Uint8Array)).toEqual(Buffer.from(bytes))
    expect(second).toEqual({ id: 'nothing', time: null, bytes: null })
  })

  test('says how many rows a statement changed', async () => {
    for (const id of ['a', 'b']) await database.run(put, id, 1)
    expect(await database.run('update kept set time = ?1 where time = ?2', 2, 1)).toBe(2)
    expect(await database.run('delete from kept where id = ?1', 'c')).toBe(0)
    expect(await database.run(`${put} on conflict do nothing`, 'a', 5)).toBe(0)
  })

  test('a transaction that throws leaves nothing behind, and the next one works', async () => {
    const failing = database.transaction(async (session) => {
      await session.run(put, 'a', 1)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await ids()).toEqual([])
    await database.transaction((session) => session.run(put, 'b', 1))
    expect(await ids()).toEqual(['b'])
  })

  test('a statement from outside is no part of a transaction that is open', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const failing = database.transaction(async (session) => {
      await session.run(put, 'inside', 1)
      await promise
      throw new Error('rolled back')
    })
    const outside = database.run(put, 'outside', 1)
    setTimeout(resolve, 20)
    await expect(failing).rejects.toThrow('rolled back')
    await outside
    expect(await ids()).toEqual(['outside'])
  })

  test('transactions that read and then write do not lose an update', async () => {
    await database.run(put, 'sum', 0)
    const add = () =>
      database.transaction(async (session) => {
        const lock = database.dialect === 'postgresql' ? ' for update' : ''
        const [row] = await session.all(`select time from kept where id = ?1${lock}`, 'sum')
        await session.run('update kept set time = ?1 where id = ?2', Number(row?.['time']) + 1, 'sum')
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await database.all('select time from kept')).toEqual([{ time: 20 }])
  })

  test('a broken statement is our bug, not an outage', async () => {
    const failure: unknown = await database
      .run('insert into nowhere values (1)')
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(failure).not.toBeInstanceOf(DatabaseUnavailable)
    await database.run(put, 'a', 1)
    await expect(database.run(put, 'a', 1)).rejects.not.toBeInstanceOf(DatabaseUnavailable)
  })

  test('each step runs once, however often and however many start', async () => {
    const more = [...STEPS, "insert into kept (id) values ('by the second step')"]
    await Promise.all([1, 2, 3].map(() => migrate(database, 'kept', more)))
    await migrate(database, 'kept', more)
    expect(await ids()).toEqual(['by the second step'])
    await migrate(database, 'other', ['create table other (id text)'])
  })

  test('does not run on tables of a newer version, nor after a step was edited', async () => {
    await expect(migrate(database, 'kept', [])).rejects.toThrow('newer version')
    await expect(migrate(database, 'kept', [`${STEPS[0]} `])).rejects.toThrow(
      'step 1 of the kept tables was edited',
    )
    await expect(migrate(database, 'kept', [])).rejects.toThrow(ConfigError)
  })

  test('a step that fails takes those before it along', async () => {
    const broken = [...STEPS, put.replace('?1, ?2', "'half', 1"), 'this is no SQL']
    await expect(migrate(database, 'kept', broken)).rejects.toThrow('syntax error')
    expect(await ids()).toEqual([])
    await migrate(database, 'kept', STEPS)
  })
})

test('a SQLite file and its journal are ours alone', async () => {
  const path = file()
  const database = await openSqlDatabase({}, path)
  await migrate(database, 'kept', STEPS)
  for (const name of [path, `${path}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600)
  await database.close()
})

test('a full disk, and one that fails, are an outage, which passes', async () => {
  const path = file()
  const database = await openSqlDatabase({}, path)
  await migrate(database, 'kept', STEPS)
  const large = (session: SqlSession) =>
    session.run('insert into kept (id, bytes) values (?1, ?2)', 'a', new Uint8Array(100_000))
  await database.all('pragma max_page_count = 1')
  await expect(large(database)).rejects.toThrow(DatabaseUnavailable)
  await expect(database.transaction(large)).rejects.toThrow(
    'the database does not answer (database or disk is full)',
  )
  await database.all('pragma max_page_count = 1000')
  expect(await large(database)).toBe(1)

  await expect(database.run(`attach '${path}/nowhere' as other`)).rejects.toThrow(DatabaseUnavailable)
  // SQLite fails to remove what it takes for an old journal: an extended code of SQLITE_IOERR.
  mkdirSync(`${path}-other-wal`)
  await expect(database.run(`attach '${path}-other' as other`)).rejects.toThrow(DatabaseUnavailable)
  await database.close()

  const served = await openSqlDatabase(settings(), path)
  const failed = served.run(
    "do $$ begin raise exception 'could not read block 0' using errcode = '58030'; end $$",
  )
  await expect(failed).rejects.toThrow(DatabaseUnavailable)
  await served.close()
})

test('PostgreSQL that is gone is an outage, and works again when it is back', async () => {
  const gone = await openSqlDatabase({ DATABASE_URL: 'postgresql://tests@127.0.0.1:9/postgres' }, file())
  await expect(gone.all('select 1')).rejects.toThrow(DatabaseUnavailable)
  await expect(gone.transaction((session) => session.all('select 1'))).rejects.toThrow(DatabaseUnavailable)
  await gone.close()

  const database = await openSqlDatabase(settings(), file())
  const [row] = await database.all('select pg_backend_pid() as pid')
  const other = await openSqlDatabase(settings(), file())
  const cut = database.all('select pg_sleep(5)')
  cut.catch(() => {})
  await other.all('select pg_sleep(0.1)')
  await other.all('select pg_terminate_backend(?1)', row!['pid']!)
  await expect(cut).rejects.toThrow(DatabaseUnavailable)
  expect(await database.all('select 1 as one')).toEqual([{ one: 1 }])
  await Promise.all([database.close(), other.close()])
})

test('a connection that ends in the middle of a transaction is an outage, and not the end of the process', async () => {
  const database = await openSqlDatabase(settings(), file())
  const other = await openSqlDatabase(settings(), file())
  const cut = database.transaction(async (session) => {
    const [row] = await session.all('select pg_backend_pid() as pid')
    await other.all('select pg_terminate_backend(?1)', row!['pid']!)
    // Until the client itself has seen the end of its connection, which is when it tells whoever listens.
    for (;;) {
      const failure: unknown = await session.all('select 1').catch((error: unknown) => error)
      if (failure instanceof DatabaseUnavailable && String(failure.cause).includes('not queryable'))
        throw failure
      await setImmediate()
    }
  })
  const uncaught: unknown[] = []
  const note = (error: unknown) => void uncaught.push(error)
  process.on('uncaughtException', note)
  onTestFinished(() => void process.off('uncaughtException', note))
  await expect(cut).rejects.toThrow(DatabaseUnavailable)
  expect(await database.all('select 1 as one')).toEqual([{ one: 1 }])
  expect(uncaught).toEqual([])
  await Promise.all([database.close(), other.close()])
})

test('a server that may only be read from, as after a change of the primary, is an outage', async () => {
  const database = await openSqlDatabase(settings(), file())
  const asked = 'select pg_backend_pid() as pid'
  let connection: unknown
  const writing = database.transaction(async (session) => {
    connection = (await session.all(asked))[0]
    await session.run('set transaction read only')
    await session.run('create table written (id text)')
  })
  await expect(writing).rejects.toThrow(DatabaseUnavailable)
  // The next one may lead to the new primary.
  expect((await database.all(asked))[0]).not.toEqual(connection)
  await database.close()
})

test('what a replica locked is let go of soon, though nobody hears that its machine is gone', async () => {
  const database = await openSqlDatabase(settings(), file())
  const asked = "select current_setting('idle_in_transaction_session_timeout') as most"
  expect(await database.all(asked)).toEqual([{ most: '10s' }])
  await database.close()
})

test('a wrong password, which may just have been changed, or no password file is said without the password', async () => {
  const passwordFile = join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'password')
  writeFileSync(passwordFile, 'wr%ng-p@ssword\n')
  const wrong = await openSqlDatabase({ ...settings(), DATABASE_PASSWORD_FILE: passwordFile }, file())
  const failure: unknown = await wrong.all('select 1').catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DatabaseUnavailable)
  expect((failure as Error).message).toContain('password authentication failed')
  expect((failure as Error).message).not.toContain('wr%ng')
  await wrong.close()
  const missing = openSqlDatabase({ ...settings(), DATABASE_PASSWORD_FILE: `${passwordFile}-not` }, file())
  await expect(missing).rejects.toThrow(ConfigError)
})
