import { DatabaseUnavailable, type SqlDatabase, type SqlSession } from '@chain-of-trust/service-kit'

/** What is lost of the next statement that begins like this: the statement, or only the answer to what it did. */
export interface Loss {
  of: string | undefined
  what: 'statement' | 'answer'
}

/** A database that goes away once, for a moment, as `loss` says. */
export function losing(database: SqlDatabase, loss: Loss): SqlDatabase {
  const away = () => new DatabaseUnavailable(new Error('away'))
  /** @returns whether the answer is to be lost, when what it belongs to is on the disk */
  const meets = (sql: string): boolean => {
    if (loss.of === undefined || !sql.startsWith(loss.of)) return false
    loss.of = undefined
    if (loss.what === 'statement') throw away()
    return true
  }
  return {
    ...database,
    async run(sql, ...values) {
      const lost = meets(sql)
      const changes = await database.run(sql, ...values)
      if (lost) throw away()
      return changes
    },
    async transaction(work) {
      let lost = false
      const watched = (session: SqlSession): SqlSession => ({
        ...session,
        async run(sql, ...values) {
          lost = meets(sql) || lost
          return session.run(sql, ...values)
        },
      })
      const result = await database.transaction((session) => work(watched(session)))
      if (lost) throw away()
      return result
    },
  }
}
