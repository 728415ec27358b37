import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

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
 * so what was asked is remembered here, and the answer is compared with it. Asynchronous, for a store that
 * several replicas share.
 */
export interface ApprovalLedger {
  /** Records that `call` waits for the person's answer. */
  open(id: string, call: ApprovedCall): Promise<void>
  /** Uses the answer up: atomically, so that of two equal requests only one gets `settled`. */
  settle(id: string, call: ApprovedCall): Promise<Settlement>
}

export interface MemoryLedgerOptions {
  max?: number
  /** Milliseconds within which an answer counts. */
  ttl?: number
  /** Milliseconds, any epoch; for tests. */
  now?: () => number
}

interface Row {
  key: { subject: string; conversation: string }
  digest: string
  used: boolean
}

/** The ledger of one process. Too many open approvals push out the oldest: those calls then do not happen. */
export function memoryApprovalLedger({
  max = 10_000,
  ttl = 15 * 60_000,
  now,
}: MemoryLedgerOptions = {}): ApprovalLedger {
  const rows = new LRUCache<string, Row>({
    max,
    ttl,
    ttlResolution: 0,
    ...(now === undefined ? {} : { perf: { now } }),
  })
  return {
    open(id, call) {
      rows.set(id, { key: keyOf(call), digest: digestOf(call), used: false })
      return Promise.resolve()
    },
    settle(id, call) {
      const row = rows.get(id)
      const { subject, conversation } = keyOf(call)
      if (row === undefined) return Promise.resolve('approval_unknown')
      // A stranger's attempt must not use up the owner's approval.
      if (row.key.subject !== subject || row.key.conversation !== conversation) {
        return Promise.resolve('approval_foreign')
      }
      if (row.digest !== digestOf(call)) return Promise.resolve('approval_changed')
      if (row.used) return Promise.resolve('approval_reused')
      row.used = true
      return Promise.resolve('settled')
    },
  }
}

function keyOf({ subject: { tid, oid }, conversation }: ApprovedCall): Row['key'] {
  return { subject: `${tid}/${oid}`, conversation }
}

function digestOf({ tool, toolCallId, arguments: input }: ApprovedCall): string {
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
