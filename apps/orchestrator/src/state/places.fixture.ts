import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openApprovalLedger, type SqlLedgerOptions } from '../approval/sql-approval-ledger.ts'
import { openHeartbeats } from '../operations/heartbeats.ts'
import { lockProcess } from '../operations/process-lock.ts'
import { openOperationStore, type OperationStoreOptions } from '../operations/sql-operation-store.ts'

/** Where a test keeps its state: settings that two replicas may share. */
export interface Place {
  STATE_DIR: string
  DATABASE_URL?: string
  DATABASE_PASSWORD_FILE?: string
}

export const PLACES = ['SQLite', 'PostgreSQL'] as const

/** One PostgreSQL for the file, and an empty database in it for each place. */
export function usePlaces() {
  let postgres: TestPostgres
  let admin: SqlDatabase
  beforeAll(async () => {
    postgres = await startPostgres()
    admin = await openSqlDatabase(settingsOf(postgres, postgres.url), '')
  })
  afterAll(async () => {
    await admin.close()
    await postgres.stop()
  })
  return {
    async open(kind: (typeof PLACES)[number]): Promise<Place> {
      const STATE_DIR = mkdtempSync(join(tmpdir(), 'orchestrator-'))
      if (kind === 'SQLite') return { STATE_DIR }
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await admin.run(`create database ${name}`)
      return { STATE_DIR, ...settingsOf(postgres, postgres.url.replace(/[^/]+$/, name)) }
    },
    /** The server ends its connections and takes no other, until `back`. */
    async away({ DATABASE_URL = '' }: Place) {
      const name = new URL(DATABASE_URL).pathname.slice(1)
      await admin.run(`alter database ${name} allow_connections false`)
      await admin.all('select pg_terminate_backend(pid) from pg_stat_activity where datname = ?1', name)
    },
    back: ({ DATABASE_URL = '' }: Place) =>
      admin.run(`alter database ${new URL(DATABASE_URL).pathname.slice(1)} allow_connections true`),
  }
}

function settingsOf({ passwordFile }: TestPostgres, url: string) {
  return { DATABASE_URL: url, DATABASE_PASSWORD_FILE: passwordFile }
}

/** One replica's stores, with limits of the test's own. */
export async function openReplica(
  place: Place,
  { goneAfter = 60_000, ...options }: OperationStoreOptions & SqlLedgerOptions & { goneAfter?: number } = {},
) {
  const file = join(place.STATE_DIR, 'orchestrator', 'operations.sqlite')
  const database = await openSqlDatabase(place, file)
  const runners =
    database.dialect === 'sqlite'
      ? lockProcess(file)
      : await openHeartbeats(database, { goneAfter, onTrouble: () => undefined })
  return {
    database,
    runners,
    operations: await openOperationStore(database, runners, options),
    ledger: await openApprovalLedger(database, options),
    async close() {
      await runners.close()
      await database.close()
    },
  }
}
