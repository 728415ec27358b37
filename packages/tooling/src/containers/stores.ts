/** The stores of docker-compose.yml, by the names of their containers. */

/** Whose database is where: one service each. */
export const DATABASES: ReadonlyMap<string, string> = new Map([
  ['orchestrator', 'orchestrator-db'],
  ['token-vault', 'token-vault-db'],
  ['audit-trail', 'audit-trail-db'],
])

export const VALKEY = 'valkey'

export const STORES: readonly string[] = [...DATABASES.values(), VALKEY]

/** May read what is secret of a store; the store is started with it, beside its own group. */
export const STORE_GROUP = 5000
