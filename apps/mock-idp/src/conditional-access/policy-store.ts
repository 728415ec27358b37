import type { DatabaseSync } from 'node:sqlite'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { Policies, type Policy } from './policy.ts'

export interface PolicyStore {
  list(): readonly Policy[]
  /** Replaces them all. */
  replace(policies: readonly Policy[]): void
}

export function openPolicies(database: DatabaseSync): PolicyStore {
  const row = database.prepare(`select value from setting where name = 'policies'`).get()
  const write = database.prepare(`insert or replace into setting (name, value) values ('policies', ?)`)
  let policies = row === undefined ? DEFAULT_POLICIES : Policies.parse(JSON.parse(String(row['value'])))
  return {
    list: () => policies,
    replace(replacement) {
      write.run(JSON.stringify(replacement))
      policies = replacement
    },
  }
}
