import type { Approvals } from '../approval/approvals.ts'
import type { Delegation } from '../delegation.ts'
import type { Operations } from '../operations/operations.ts'
import type { Principal } from '../tool-call.ts'
import type { History } from './history.ts'

/** One request to the agent: who asks, what they delegate, and what they have just approved. */
export interface Turn {
  caller: Principal
  delegation: Delegation | undefined
  approvals: Approvals
  answers: History['answers']
  /** Where a call waits that only the person can help on. */
  operations?: Operations
}
