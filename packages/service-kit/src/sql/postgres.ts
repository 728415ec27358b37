import { inSpan, insideSpan } from '@chain-of-trust/auth-core/telemetry'
import { Pool, TypeOverrides, type PoolClient } from 'pg'
import { DatabaseUnavailable, type SqlDatabase, type SqlRow, type SqlSession } from './sql-database.ts'

/** Milliseconds. A request must not wait for the database until its own caller has given up. */
const CONNECT = 5000
const STATEMENT = 10_000
/**
 * SQLSTATE classes (PostgreSQL, appendix A) that say nothing about the statement: connection, our account (its password
 * was changed, and ours not yet), transaction rolled back by the server, resources, object in use, operator intervention,
 * the server's disk.
 */
const PASSING = new Set(['08', '28', '40', '53', '55', '57', '58'])
/** SQLSTATE: this server became a standby, or its disk is full. Another connection may lead to the new primary. */
const READ_ONLY = '25006'

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
    // A machine that is gone without a word would hold its locks for hours, and keep every replica from the same rows.
    idle_in_transaction_session_timeout: STATEMENT,
    application_name: 'chain-of-trust',
    types: parsers,
  })
  // A connection that the server ended, idle or in the middle of a transaction: whoever uses it hears of it by their
  // statement, and the pool makes another. Without a listener the process would die of it.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))

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
        // A connection that may not answer, or leads to the wrong server, is closed: then the server rolls back.
        broken = error instanceof DatabaseUnavailable ? error : await rollBack(client)
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** @returns why it could not */
async function rollBack(client: Client): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function sessionOn(client: Client): SqlSession {
  const ask = (sql: string, values: readonly unknown[]) =>
    client.query<SqlRow>(sql.replaceAll(/\?(\d+)/g, '$$$1'), [...values]).catch(rethrow)
  // Neither the statement nor its values; and no trace of its own for each round of a sweep.
  const query = (sql: string, values: readonly unknown[]) => {
    if (!insideSpan()) return ask(sql, values)
    const verb = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? 'sql'
    const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': verb }
    return inSpan(`postgresql ${verb}`, { kind: 'client', attributes }, () => ask(sql, values))
  }
  return {
    all: async (sql, ...values) => (await query(sql, values)).rows,
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
  }
}

/** An error that is no answer of the server (`severity`) comes from the connection. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error
  const code = 'code' in error ? String(error.code) : ''
  const passing = PASSING.has(code.slice(0, 2)) || code === READ_ONLY
  throw 'severity' in error && !passing ? error : new DatabaseUnavailable(error)
}
