import { createHash } from 'node:crypto'

/** What exactly is asked, and whom: an approval holds for this and for nothing else. */
export interface ApprovedCall {
  subject: { tid: string; oid: string }
  conversation: string
  /** `server/tool`. */
  tool: string
  toolCallId: string
  arguments: unknown
}

/** `settled` once; after that, and for anything that differs from what was asked, why not. */
export type Settlement =
  | 'settled'
  | 'approval_unknown'
  | 'approval_reused'
  | 'approval_foreign'
  | 'approval_changed'

/**
 * Where approvals are kept while the person thinks. The history that the browser sends back may say anything,
 * so what was asked is remembered here, and the answer is compared with it.
 *
 * Each of these throws DatabaseUnavailable when the database does not answer: nothing may happen then.
 */
export interface ApprovalLedger {
  /** Records that `call` waits for the person's answer. */
  open(id: string, call: ApprovedCall): Promise<void>
  /** Uses the answer up: atomically, so that of two equal requests only one gets `settled`. */
  settle(id: string, call: ApprovedCall): Promise<Settlement>
  /** Forgets what was not answered in time. */
  forget(): Promise<void>
}

/** What was asked, without whom. */
export function callDigest({ tool, toolCallId, arguments: input }: ApprovedCall): string {
  return createHash('sha256')
    .update(canonical([tool, toolCallId, input]))
    .digest('base64url')
}

/** JSON with sorted keys: equal arguments have one form, whatever order a browser sends them back in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
