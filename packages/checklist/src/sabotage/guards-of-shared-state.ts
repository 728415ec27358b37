import type { Guard } from './guard.ts'

const SOURCES = 'packages/service-kit/src'

/** The guard, what is cut from where, what is left in its place, the test that must go red. */
type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const rows: Row[] = [
  [
    'nobody waits for events that Entra ID does not send',
    'config',
    'return ISSUER === ours && !isEntraId(ISSUER)',
    'return ISSUER === ours',
    'config',
    'registrations that were adopted for a tenant of Entra ID',
  ],
  [
    'a TLS mode that is given twice is none',
    'config',
    'modes.length !== 1 || ',
    '',
    'config',
    'sslmode=verify-full&sslmode=disable is refused',
  ],
  [
    'a database that goes away does not take the process along',
    'sql/postgres',
    "pool.on('connect', (client) => client.on('error', () => {}))",
    '',
    'sql/sql-database',
    'a connection that ends in the middle of a transaction',
  ],
  [
    'a database that may only be read from is an outage',
    'sql/postgres',
    ' || code === READ_ONLY',
    '',
    'sql/sql-database',
    'a server that may only be read from',
  ],
  [
    'a password that was just changed is an outage',
    'sql/postgres',
    "'08', '28', ",
    "'08', ",
    'sql/sql-database',
    'a wrong password, which may just have been changed',
  ],
  [
    'a disk that fails the server is an outage',
    'sql/postgres',
    "'57', '58'",
    "'57'",
    'sql/sql-database',
    'a full disk, and one that fails',
  ],
  [
    'a full disk is an outage',
    'sql/sqlite',
    '5, 6, 10, 13, 14',
    '5, 6, 10, 14',
    'sql/sql-database',
    'a full disk, and one that fails',
  ],
  [
    'an outage in SQLite’s more exact words is one',
    'sql/sqlite',
    ' & 0xff',
    '',
    'sql/sql-database',
    'a full disk, and one that fails',
  ],
  [
    'a connection to the wrong server is not used again',
    'sql/postgres',
    'broken = error instanceof DatabaseUnavailable ? error : await rollBack(client)',
    'broken = await rollBack(client)',
    'sql/sql-database',
    'a server that may only be read from',
  ],
  [
    'locks of a machine that is gone are let go of',
    'sql/postgres',
    'idle_in_transaction_session_timeout: STATEMENT,',
    '',
    'sql/sql-database',
    'what a replica locked is let go of soon',
  ],
  [
    'no password in what a server quotes',
    'valkey/link',
    'if (quote !== -1) return new Error(message.slice(0, quote))',
    '',
    'valkey/access',
    'gives no password away',
  ],
  [
    'a full server takes a revocation',
    'valkey/revocations',
    "const REVOKE = script(`\nredis.call('PUBLISH', ARGV[4], ARGV[5])\nredis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])\nredis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])",
    "const REVOKE = script(`\nredis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])\nredis.call('PUBLISH', ARGV[4], ARGV[5])",
    'valkey/outage',
    'takes a revocation all the same',
  ],
]

export const sharedState: readonly Guard[] = [
  ...rows.map(([guard, file, cut, paste, tests, test]): Guard => ({
    guard,
    file: `${SOURCES}/${file}.ts`,
    cut,
    paste,
    red: { file: `${SOURCES}/${tests}.test.ts`, test },
  })),
  {
    guard: 'an outage of the shared state ends nobody’s session',
    file: 'apps/token-vault/src/session/sessions.ts',
    cut: 'and oid = ?2 and issued_at < ?3',
    paste: 'and oid = ?2 and ?3 > 0',
    red: {
      file: 'apps/token-vault/src/session/sign-in.test.ts',
      test: 'caches that are emptied',
    },
  },
  {
    guard: 'a made-up history does not take the database from everybody',
    file: 'apps/orchestrator/src/agent/history.ts',
    cut: 'if (parts.length > MOST_CALLS) throw',
    paste: 'if (false) throw',
    red: {
      file: 'apps/orchestrator/src/agent/history.test.ts',
      test: 'more than any turn makes',
    },
  },
]
