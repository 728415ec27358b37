import type { Subject } from '@chain-of-trust/auth-core'
import type { OperationState, StoredOperation } from './operation.ts'

/** What a change of state may change with it. `undefined` removes. */
export interface Change {
  state: OperationState
  needs?: StoredOperation['needs'] | undefined
  challenges?: readonly string[]
  output?: StoredOperation['output'] | undefined
  error?: string | undefined
  finishedAt?: number | undefined
}

/**
 * Where parked operations are kept: SQLite here, PostgreSQL beyond one machine. Every look-up carries the
 * verified subject, so that a forgotten check cannot show one person's operation to another.
 *
 * Each of these throws DatabaseUnavailable when the database does not answer; whether a change was made is then unknown.
 */
export interface OperationStore {
  /**
   * Safe to repeat: one of that person and id is added once.
   * @returns false when this person has too many waiting
   */
  add(operation: StoredOperation): Promise<boolean>
  find(subject: Subject, id: string): Promise<StoredOperation | undefined>
  /** Waiting first, then the latest that ended. */
  list(subject: Subject): Promise<StoredOperation[]>
  /**
   * Compare-and-swap: changes `from` if nobody has changed it since it was read.
   * @returns what is stored now; undefined when somebody else was faster
   */
  change(from: StoredOperation, change: Change): Promise<StoredOperation | undefined>
  /** Whether anybody has an operation of this id: to tell an attempt on a stranger's from a wrong id, for the audit alone. */
  exists(id: string): Promise<boolean>
  /** Those that waited too long, still to be changed to `expired`. */
  overdue(now: number): Promise<StoredOperation[]>
  /**
   * Those that nobody runs although they are `running`, still to be changed to `interrupted`: their process is gone,
   * or it is this one, which claimed them without hearing that it had.
   * @param here ids of those that this process runs; asked after the look, for a call may begin while the database is slow
   */
  orphaned(here: () => ReadonlySet<string>): Promise<StoredOperation[]>
  /** Forgets what had ended by `time`. */
  forget(time: number): Promise<void>
}
