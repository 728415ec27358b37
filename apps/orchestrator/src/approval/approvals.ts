import type { AuditLog } from '@chain-of-trust/auth-core'
import type { Caller } from '../tools/tool-call.ts'
import type { ApprovalLedger, Settlement } from './approval-ledger.ts'

/** The person's answer to one approval request, as the browser sent it. */
export interface Answer {
  approvalId: string
  approved: boolean
}

export interface ApprovalCall {
  toolCallId: string
  /** `server/tool`. */
  tool: string
  input: unknown
}

/** The approvals of one conversation of one person: each step is on the record. */
export interface Approvals {
  /** Before the request is shown. */
  requested(approvalId: string, call: ApprovalCall): Promise<void>
  /** The person said no: the request is used up. */
  declined(answer: Answer, call: ApprovalCall): Promise<void>
  /** What would be asked is not delegated to the agent: nobody is asked, and nothing happens. */
  notDelegated(call: ApprovalCall): void
  /** At the very moment of the call: says whether it may happen. Once. */
  redeem(answer: Answer | undefined, call: ApprovalCall): Promise<Settlement>
}

export function approvalsOf(
  { token, where }: Pick<Caller, 'token' | 'where'>,
  conversation: string,
  { ledger, audit }: { ledger: ApprovalLedger; audit: AuditLog },
): Approvals {
  const subject = { tid: token.tid, oid: token.oid }
  const asked = ({ tool, toolCallId, input }: ApprovalCall) => ({
    subject,
    conversation,
    tool,
    toolCallId,
    arguments: input,
  })
  const record = (outcome: 'success' | 'failure' | 'challenge', reason: string, { tool }: ApprovalCall) =>
    audit.write({
      event: 'tool_approval',
      outcome,
      reason,
      subject,
      client: { app_id: token.clientId },
      token: { name: 'A', uti: token.uti },
      tool,
      ...where,
    })

  /** An outage is no answer: on the record, and nothing happens. */
  const unavailable = (call: ApprovalCall) => (failure: unknown) => {
    record('failure', 'approval_unavailable', call)
    throw failure
  }

  return {
    async requested(approvalId, call) {
      await ledger.open(approvalId, asked(call)).catch(unavailable(call))
      record('challenge', 'approval_requested', call)
    },
    async declined({ approvalId }, call) {
      const settlement = await ledger.settle(approvalId, asked(call)).catch(unavailable(call))
      record('failure', settlement === 'settled' ? 'approval_declined' : settlement, call)
    },
    notDelegated: (call) => record('failure', 'not_delegated', call),
    async redeem(answer, call) {
      const settlement =
        answer?.approved === true
          ? await ledger.settle(answer.approvalId, asked(call)).catch(unavailable(call))
          : 'approval_unknown'
      if (settlement === 'settled') record('success', 'approval_granted', call)
      else record('failure', settlement, call)
      return settlement
    },
  }
}

/** What the person is told when an approval does not count. */
export const APPROVAL_REFUSED: Readonly<Record<Exclude<Settlement, 'settled'>, string>> = {
  approval_unknown: 'This call was never put before you for approval, or too long ago.',
  approval_reused: 'This approval has been used already; each one is for one call.',
  approval_foreign: 'This approval was asked of somebody else, or in another conversation.',
  approval_changed: 'The call differs from what you approved.',
}
