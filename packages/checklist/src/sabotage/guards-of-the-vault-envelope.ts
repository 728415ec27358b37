import type { Guard } from './guard.ts'

const VAULT = 'apps/token-vault/src'
const SQL = 'packages/service-kit/src/sql'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const within = (folder: string, rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${folder}/${file}.ts`,
    cut,
    paste,
    red: { file: `${folder}/${tests}.test.ts`, test },
  }))

export const vaultEnvelope: readonly Guard[] = [
  ...within(VAULT, [
    [
      'sealed tokens are bound to the person',
      'envelope/create-vault-cipher',
      '[tid, oid, client, provider, generation]',
      '[tid, client, provider, generation]',
      'envelope/vault-cipher',
      'a row that was moved to another person does not open',
    ],
    [
      'sealed tokens are bound to the MCP server',
      'envelope/create-vault-cipher',
      '[tid, oid, client, provider, generation]',
      '[tid, oid, provider, generation]',
      'envelope/vault-cipher',
      'a row that was moved to another MCP server does not open',
    ],
    [
      'sealed tokens are bound to the generation',
      'envelope/create-vault-cipher',
      '[tid, oid, client, provider, generation]',
      '[tid, oid, client, provider]',
      'envelope/vault-cipher',
      'a row that was moved to an older generation does not open',
    ],
    [
      'a data key seals once',
      'envelope/create-vault-cipher',
      'if (used) throw',
      'if (used && wrappedKey.length === 0) throw',
      'envelope/vault-cipher',
      'a prepared one seals once',
    ],
    [
      'a wrapped key is bound to its row',
      'kek/file-keks',
      'Buffer.concat([Buffer.from(`${kekId}\\n`), aad])',
      'Buffer.from(aad.length > 0 ? kekId : "")',
      'envelope/vault-cipher',
      'a wrapped key does not open on another row',
    ],
    [
      'a key file that others can read is refused',
      'kek/file-keks',
      '& 0o007) !== 0',
      '& 0o007) > 7',
      'kek/file-keks',
      '0001-0a0a0a0a.key that is wrong (1)',
    ],
    [
      'a key stays while a refresh may still write under it',
      'kek/file-keks',
      'if (left > 0) {',
      'if (left > 10 * GRACE) {',
      'kek/file-keks',
      'an old key goes when it has had a successor for a while',
    ],
    [
      'the vault does not start without a key that its rows need',
      'kek/open-keks',
      'if (missing.length > 0) {',
      'if (missing.length > 1000) {',
      'kek/open-keks',
      'does not start, and makes no key',
    ],
    [
      'a key wrapped in Azure Key Vault is bound to its row',
      'kek/azure-keks',
      '!timingSafeEqual(digest, expected)',
      '(digest === expected && !timingSafeEqual(digest, expected))',
      'kek/azure-keks',
      'a wrapped key that was moved or altered does not open',
    ],
    [
      'an outage of Azure Key Vault is no broken row',
      'kek/azure-keks',
      'statusOf(error) === 400',
      'statusOf(error) !== 0',
      'kek/azure-keks',
      'an answer of 503 is an outage of ours',
    ],
    [
      'a key that a row needs is not deleted',
      'rotation/retire',
      'if (rows > 0) {',
      'if (rows > 1e9) {',
      'rotation/rotate',
      'an old key that a row still needs stays',
    ],
    [
      'an interrupted rotation is finished first',
      'rotation/rotate',
      'if (behind) {',
      'if (behind && current === "") {',
      'rotation/rotate',
      'an interrupted rotation is finished before another key is made',
    ],
    [
      'writers compare the generation',
      'store/sql-link-store',
      '`${OWNER} and generation = ?4`',
      '`${OWNER} and ?4 > 0`',
      'store/link-store',
      'replaces only the generation that was read',
    ],
    [
      'one holder has the right to refresh',
      'store/sql-link-store',
      '(lease_holder is null or lease_holder = ?5 or lease_until <= ?7)',
      '?7 > 0',
      'store/link-store',
      'leases the refresh to one holder',
    ],
    [
      'a rotation leaves a row alone that was written anew',
      'store/sql-link-store',
      '${SAME} and kek_id = ?5`',
      "${SAME} and ?5 <> ''`",
      'store/link-store',
      'exchanges a wrapped key and nothing else',
    ],
  ]),
  ...within(SQL, [
    [
      'a statement is no part of a transaction of somebody else',
      'sqlite',
      'while (transaction.open !== undefined) await transaction.open',
      'if (file === "") await transaction.open',
      'sql-database',
      'a statement from outside is no part of a transaction that is open',
    ],
    [
      'an edited step stops the start',
      'migrate',
      'if (before !== undefined) {',
      'if (before === area) {',
      'sql-database',
      'does not run on tables of a newer version, nor after a step was edited',
    ],
  ]),
  {
    guard: 'no password in DATABASE_URL',
    file: 'packages/service-kit/src/config.ts',
    cut: "if (password !== '') refuse('a password belongs into DATABASE_PASSWORD_FILE')",
    paste: '',
    red: {
      file: 'packages/service-kit/src/config.test.ts',
      test: 'the database postgresql://vault:my-secret@127.0.0.1/vault is refused',
    },
  },
]
