import type { Approvals } from '../approval/approvals.ts'
import type { Delegation } from '../delegation.ts'
import type { ParkCall } from '../operations/park-call.ts'
import type { Principal } from '../tools/tool-call.ts'
import type { History } from './history.ts'

/** One request to the agent: who asks, what they delegate, and what they have just approved. */
export interface Turn {
  caller: Principal
  delegation: Delegation | undefined
  approvals: Approvals
  answers: History['answers']
  /** Lets a call wait that only the person can help on. Absent: nobody is there to help. */
  park?: ParkCall
  /** Set when a call waits: the model has nothing to say until it is resumed. */
  waits?: boolean
}
