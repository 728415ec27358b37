import { currentTrace, type AuditLog, type Subject } from '@chain-of-trust/auth-core'
import { randomUUID } from 'node:crypto'
import type { ToolOutput } from '../tools/tool-output.ts'
import type { Caller } from '../tools/tool-call.ts'
import { auditFor, type OperationAudit } from './operation-audit.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { createConnect, type Connecting } from './connect.ts'
import { challengeDigest } from './needs.ts'
import type { Needs, OperationKind, ParkedCall, StoredOperation } from './operation.ts'
import type { OperationStore } from './operation-store.ts'
import { createResume, type Resumed } from './resume.ts'

/** What is to be parked, and for whom. */
export interface Parking {
  /** For an attempt that is repeated until it is answered: it is parked once. */
  id?: string
  subject: Subject
  /** `azp` of the token with which it was asked for. */
  clientId: string
  kind: OperationKind
  title: string
  needs: Needs
  call?: ParkedCall
  jobId?: string
  /** The key that went with the first attempt. */
  idempotencyKey?: string
  /** Seconds; default: `OPERATION_TTL`. */
  ttl?: number
}

/**
 * Does what was parked, with the token of whoever resumes it. It answers with an output whatever happens; one
 * whose refusal the person can lift (`needsOf`) parks the operation again. Called once per resume: the state
 * is `running` already. `caller.signal` ends with the process, not with the request.
 */
export type Executor = (operation: StoredOperation, caller: Caller) => Promise<ToolOutput>

/** Nothing of that id, or somebody else's: the answer is the same. */
export type Unknown = { is: 'unknown' }
export type Cancelled = Unknown | { is: 'cancelled' | 'busy'; operation: StoredOperation }

export interface Operations {
  /** @returns undefined when it cannot be kept: the person has too many waiting, or it is too large */
  park(parking: Parking): Promise<StoredOperation | undefined>
  /** Says how operations of one kind are resumed; at start, once per kind. */
  register(kind: OperationKind, executor: Executor): void
  /** The person's own: waiting first, then what ended within a day. */
  list(caller: Asking): Promise<StoredOperation[]>
  /** @returns undefined when there is none, or when it is somebody else's: the attempt is recorded */
  find(caller: Asking, id: string): Promise<StoredOperation | undefined>
  /** Runs it, once. @throws Refusal when it is challenged anew or cannot be tried now: it waits on */
  resume(caller: Caller, id: string): Promise<Resumed>
  /** A fresh page to connect the account at that it waits for. @throws Refusal */
  connect(caller: Caller, id: string): Promise<Connecting>
  cancel(caller: Asking, id: string): Promise<Cancelled>
  /** Ends what waited too long, and says of what a dead process left running that it is interrupted. */
  sweep(): Promise<void>
  /** Waits for what is running. */
  close(): Promise<void>
}

/** Who asks, from where: for the look-up and for the record. */
export type Asking = Pick<Caller, 'token' | 'where'>

export interface OperationsOptions {
  store: OperationStore
  audit: AuditLog
  accounts: Pick<Accounts, 'has' | 'connect'>
  /** Seconds that an operation waits. */
  ttl: number
  /** Milliseconds since the epoch. */
  now?: () => number
}

/** Characters of arguments: what is larger is not kept for every person who asks. */
const LARGEST_CALL = 256 * 1024
/** Milliseconds that what has ended can still be looked at. */
const KEPT = 24 * 3600_000

export function createOperations(options: OperationsOptions): Operations {
  const { store, audit, accounts, ttl, now = Date.now } = options
  const executors = new Map<OperationKind, Executor>()
  const record: OperationAudit = auditFor(audit)

  /** As it is now: what waited too long has ended, whether or not a sweep has come by. */
  async function current(operation: StoredOperation): Promise<StoredOperation> {
    const waits = operation.state === 'needs_user' || operation.state === 'interrupted'
    if (!waits || operation.expiresAt > now()) return operation
    const expired = await store.change(operation, { state: 'expired', needs: undefined, finishedAt: now() })
    if (expired === undefined) return (await store.find(operation.subject, operation.id)) ?? operation
    record(expired, 'failure', 'operation_expired')
    return expired
  }

  async function find(caller: Asking, id: string): Promise<StoredOperation | undefined> {
    const { tid, oid } = caller.token
    const found = await store.find({ tid, oid }, id)
    if (found !== undefined) return current(found)
    // A wrong id is a mistake; a stranger's id is an attempt.
    if (await store.exists(id)) record.foreign(caller, id)
    return undefined
  }

  const resume = createResume({ store, record, executors, accounts, find, now })

  return {
    async park({
      id = randomUUID(),
      subject: { tid, oid },
      needs,
      idempotencyKey = randomUUID(),
      ttl: own = ttl,
      ...parking
    }) {
      if (JSON.stringify(parking.call?.arguments ?? {}).length > LARGEST_CALL) return undefined
      const trace = currentTrace()
      const operation: StoredOperation = {
        ...parking,
        id,
        subject: { tid, oid },
        state: 'needs_user',
        needs,
        challenges: [challengeDigest(needs)],
        idempotencyKey,
        ...(trace === undefined ? {} : { traceId: trace.traceId }),
        createdAt: now(),
        expiresAt: now() + own * 1000,
        version: 0,
      }
      const added = await store.add(operation).catch((failure: unknown) => {
        record(operation, 'failure', 'operation_unavailable')
        throw failure
      })
      if (!added) return undefined
      record(operation, 'challenge', 'operation_parked')
      return operation
    },

    register(kind, executor) {
      if (executors.has(kind)) throw new Error(`operations of kind ${kind} are resumed by somebody else`)
      executors.set(kind, executor)
    },

    async list({ token: { tid, oid } }) {
      const all = await Promise.all((await store.list({ tid, oid })).map(current))
      return all.filter(({ finishedAt = Infinity }) => finishedAt > now() - KEPT)
    },

    find,
    resume: resume.resume,
    connect: createConnect({ store, record, accounts, find }),

    async cancel(caller, id) {
      const found = await find(caller, id)
      if (found === undefined) return { is: 'unknown' }
      if (found.state === 'cancelled') return { is: 'cancelled', operation: found }
      const waits = found.state === 'needs_user' || found.state === 'interrupted'
      const cancelled = waits
        ? await store.change(found, { state: 'cancelled', needs: undefined, finishedAt: now() })
        : undefined
      if (cancelled === undefined) return { is: 'busy', operation: found }
      record(cancelled, 'success', 'operation_cancelled', caller)
      return { is: 'cancelled', operation: cancelled }
    },

    async sweep() {
      await Promise.all((await store.overdue(now())).map(current))
      for (const left of await store.orphaned(resume.here)) {
        const interrupted = await store.change(left, { state: 'interrupted', needs: undefined })
        if (interrupted !== undefined) record(interrupted, 'failure', 'operation_interrupted')
      }
      await store.forget(now() - KEPT)
    },

    close: () => resume.settled(),
  }
}
