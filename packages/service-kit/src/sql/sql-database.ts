/** What a placeholder takes and a column gives. Times are milliseconds since the epoch. */
export type SqlValue = string | number | Uint8Array | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/** One connection at least as long as one statement. */
export interface SqlSession {
  /**
   * @param sql one statement in the SQL that SQLite and PostgreSQL share; placeholders `?1`, `?2`, …
   * @throws DatabaseUnavailable when the database does not answer, or stays busy
   */
  all: (sql: string, ...values: readonly SqlValue[]) => Promise<readonly SqlRow[]>
  /** @returns how many rows it changed; what it changed is on the disk (outside a transaction) */
  run: (sql: string, ...values: readonly SqlValue[]) => Promise<number>
}

/** State that outlives the process: a SQLite file on one machine, PostgreSQL beyond it. */
export interface SqlDatabase extends SqlSession {
  readonly dialect: 'sqlite' | 'postgresql'
  /**
   * All of `work`'s statements, or none when it throws. In SQLite everybody else's statements wait meanwhile, so
   * `work` awaits nothing but its own: no network, no key vault.
   */
  transaction: <Result>(work: (session: SqlSession) => Promise<Result>) => Promise<Result>
  close: () => Promise<void>
}

/** The database does not answer: an outage (503), never a reason to refuse a person (401). */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super(`the database does not answer (${reasonOf(cause)})`, { cause })
    this.name = 'DatabaseUnavailable'
  }
}

/** A connection tried at several addresses fails with a list, whose own message is empty. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}
