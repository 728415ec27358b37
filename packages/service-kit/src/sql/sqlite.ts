import type { StatementSync } from 'node:sqlite'
import { openStateDatabase } from '../state-database.ts'
import { DatabaseUnavailable, type SqlDatabase, type SqlSession, type SqlValue } from './sql-database.ts'

/**
 * `sqlite3.h`, the low byte of a code, extended or not: what says nothing about the statement. SQLITE_BUSY and
 * SQLITE_LOCKED; the disk: SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN.
 */
const PASSING = new Set([5, 6, 10, 13, 14])

/** @param file path, or `:memory:` */
export function openSqlite(file: string): SqlDatabase {
  const database = openStateDatabase(file)
  const prepared = new Map<string, StatementSync>()
  /** `open` settles when the transaction that runs now has ended. */
  const transaction: { open?: Promise<void> | undefined } = {}

  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const session: SqlSession = {
    all: async (sql, ...values) => guard(() => statement(sql).all(...values) as Record<string, SqlValue>[]),
    run: async (sql, ...values) => guard(() => Number(statement(sql).run(...values).changes)),
  }
  // There is one connection: a statement from outside would become part of the transaction that is open.
  const outside = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    while (transaction.open !== undefined) await transaction.open
    return work()
  }

  return {
    dialect: 'sqlite',
    all: (sql, ...values) => outside(() => session.all(sql, ...values)),
    run: (sql, ...values) => outside(() => session.run(sql, ...values)),
    transaction: (work) =>
      outside(async () => {
        const { promise, resolve } = Promise.withResolvers<void>()
        transaction.open = promise
        try {
          return await attempt(work)
        } finally {
          transaction.open = undefined
          resolve()
        }
      }),
    close: () =>
      outside(async () => {
        prepared.clear()
        if (database.isOpen) database.close()
      }),
  }

  async function attempt<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result> {
    guard(() => database.exec('begin immediate'))
    try {
      const result = await work(session)
      guard(() => database.exec('commit'))
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

function guard<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    throw PASSING.has(code) ? new DatabaseUnavailable(error) : error
  }
}
