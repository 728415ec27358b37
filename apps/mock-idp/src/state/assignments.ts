import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import type { Application } from '../applications.ts'
import { EntraError } from '../entra-error.ts'
import type { Account } from './accounts.ts'
import { storedDocument } from './document.ts'

/** By application name: the people (object ids) who may use it. Entra's "assignment required", for these only. */
export const Assigned = z.record(z.string(), z.array(z.guid()))
export type Assigned = z.infer<typeof Assigned>

export interface Assignments {
  list(): Assigned
  /** Replaces them all. */
  replace(assigned: Assigned): void
  /**
   * @param error OAuth code, where it is not that of the token endpoint
   * @throws EntraError `user_not_assigned`
   */
  enforce(account: Account, applications: readonly Application[], error?: string): void
}

/** At first every application is for everybody. */
export function openAssignments(database: DatabaseSync): Assignments {
  const stored = storedDocument(database, 'assignments', Assigned, {})
  return {
    list: () => stored.get(),
    replace: (replacement) => stored.set(replacement),
    enforce({ oid }, applications, error) {
      const assigned = stored.get()
      const closed = applications.find(
        ({ name }) => Object.hasOwn(assigned, name) && !assigned[name]!.includes(oid),
      )
      if (closed !== undefined) {
        const fill = { application: closed.displayName }
        throw new EntraError('user_not_assigned', { fill, ...(error === undefined ? {} : { error }) })
      }
    },
  }
}
