import type { Subject } from '@chain-of-trust/auth-core'
import type { Caller } from '../tool-call.ts'
import type { ToolOutput } from '../tool-output.ts'
import type { Needs, OperationKind, ParkedCall, StoredOperation } from './operation.ts'

/** What is to be parked, and for whom. */
export interface Parking {
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

export interface Operations {
  /** @returns undefined when it cannot be kept: the person has too many waiting, or it is too large */
  park(parking: Parking): Promise<StoredOperation | undefined>
  /** Says how operations of one kind are resumed; at start, once per kind. */
  register(kind: OperationKind, executor: Executor): void
}
