import type { DatabaseSync } from 'node:sqlite'
import { storedDocument } from '../state/document.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { Policies, type Policy } from './policy.ts'

export interface PolicyStore {
  list(): readonly Policy[]
  /** Replaces them all. */
  replace(policies: readonly Policy[]): void
}

export function openPolicies(database: DatabaseSync): PolicyStore {
  const stored = storedDocument(database, 'policies', Policies, [...DEFAULT_POLICIES])
  return { list: () => stored.get(), replace: (policies) => stored.set([...policies]) }
}
