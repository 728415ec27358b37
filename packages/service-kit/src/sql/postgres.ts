import { Pool, TypeOverrides, type PoolClient } from 'pg'
import { DatabaseUnavailable, type SqlDatabase, type SqlRow, type SqlSession } from './sql-database.ts'

/** Milliseconds. A request must not wait for the database until its own caller has given up. */
const CONNECT = 5000
const STATEMENT = 10_000
/**
 * SQLSTATE classes (PostgreSQL, appendix A) that say nothing about the statement: connection, transaction rolled back
 * by the server, resources, object in use, operator intervention.
 */
const PASSING = new Set(['08', '40', '53', '55', '57'])

/** `pg_type.oid` of bigint. */
const INT8 = 20

type Client = Pick<PoolClient, 'query'>

/**
 * @param url without a password
 * @param most connections at one time
 */
export function openPostgres(url: string, password: string | undefined, most = 10): SqlDatabase {
  const address = new URL(url)
  if (password !== undefined) address.password = encodeURIComponent(password)
  const parsers = new TypeOverrides()
  // A string by default: none of ours comes near 2^53.
  parsers.setTypeParser(INT8, Number)
  const pool = new Pool({
    connectionString: address.href,
    max: most,
    connectionTimeoutMillis: CONNECT,
    statement_timeout: STATEMENT,
    // The server's limit needs a server that lives; this one needs nothing.
    query_timeout: STATEMENT + 1000,
    application_name: 'chain-of-trust',
    types: parsers,
  })
  // An idle connection that the server ended: the pool makes another. Without a listener the process would die of it.
  pool.on('error', () => {})

  return {
    dialect: 'postgresql',
    ...sessionOn(pool),
    transaction: async (work) => {
      const client = await pool.connect().catch(rethrow)
      let broken: Error | undefined
      try {
        await client.query('begin').catch(rethrow)
        const result = await work(sessionOn(client))
        await client.query('commit').catch(rethrow)
        return result
      } catch (error) {
        // A connection that cannot roll back is closed: the server does it then.
        await client.query('rollback').catch((failure: unknown) => {
          broken = failure instanceof Error ? failure : new Error(String(failure))
        })
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

function sessionOn(client: Client): SqlSession {
  const query = (sql: string, values: readonly unknown[]) =>
    client.query<SqlRow>(sql.replaceAll(/\?(\d+)/g, '$$$1'), [...values]).catch(rethrow)
  return {
    all: async (sql, ...values) => (await query(sql, values)).rows,
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
  }
}

/** An error that is no answer of the server (`severity`) comes from the connection. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error
  const code = 'code' in error ? String(error.code) : ''
  throw 'severity' in error && !PASSING.has(code.slice(0, 2)) ? error : new DatabaseUnavailable(error)
}
