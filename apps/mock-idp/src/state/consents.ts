import type { DatabaseSync } from 'node:sqlite'

/** Delegated permissions that people granted: user, client, resource, scope. */
export interface Consents {
  granted(oid: string, client: string, resource: string): string[]
  grant(oid: string, client: string, resource: string, scopes: readonly string[]): void
}

/** @param now epoch seconds */
export function openConsents(database: DatabaseSync, now: () => number): Consents {
  const select = database.prepare('select scope from consent where oid = ? and client = ? and resource = ?')
  const insert = database.prepare('insert or ignore into consent values (?, ?, ?, ?, ?)')
  return {
    granted: (oid, client, resource) => select.all(oid, client, resource).map((row) => String(row['scope'])),
    grant(oid, client, resource, scopes) {
      for (const scope of scopes) insert.run(oid, client, resource, scope, now())
    },
  }
}
