import type { Subject, Whose } from './revocation.ts'

/** Which keys of a cache belong to whom. */
export interface SubjectIndex {
  add(subject: Subject, key: string): void
  remove(subject: Subject, key: string): void
  /** A copy: what it names may be removed on the way. */
  keysOf(whose: Whose): string[]
}

/**
 * Lets a cache be emptied of one person without a look at the other ten thousand: a hundred people disabled at
 * once must not stop the service for a second.
 */
export function subjectIndex(): SubjectIndex {
  const tenants = new Map<string, Map<string, Set<string>>>()
  return {
    add({ tid, oid }, key) {
      const people = tenants.get(tid) ?? new Map<string, Set<string>>()
      const keys = people.get(oid) ?? new Set()
      tenants.set(tid, people.set(oid, keys.add(key)))
    },
    remove({ tid, oid }, key) {
      const keys = tenants.get(tid)?.get(oid)
      if (keys?.delete(key) === true && keys.size === 0) tenants.get(tid)?.delete(oid)
    },
    keysOf({ tid, oid }) {
      const people = tenants.get(tid)
      if (oid !== undefined) return [...(people?.get(oid) ?? [])]
      return [...(people?.values() ?? [])].flatMap((keys) => [...keys])
    },
  }
}
