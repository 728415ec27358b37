import type { SqlDatabase, SqlSession } from '@chain-of-trust/service-kit'

/**
 * A transaction that reads before it writes: of those that name the same thing, one at a time, in every replica. Two
 * that count first and add then would both see room for one more.
 * @param what whose rows it counts
 */
export function inTurn<Result>(
  database: SqlDatabase,
  what: readonly string[],
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (session) => {
    // In SQLite a transaction has the file to itself.
    if (database.dialect === 'postgresql') {
      await session.all('select pg_advisory_xact_lock(hashtextextended(?1, 0))', JSON.stringify(what))
    }
    return work(session)
  })
}
