import { randomBytes } from 'node:crypto'
import type { Subject } from '@chain-of-trust/auth-core'

/** What became of an answer. */
export type Settlement =
  | 'approval_granted'
  | 'approval_declined'
  /** Never asked, answered already, or too long ago. */
  | 'approval_unknown'
  /** Asked of somebody else, or about something else: the file has changed meanwhile, perhaps. */
  | 'approval_changed'

export interface Question {
  subject: Subject
  tool: string
  fingerprint: string
}

/** Questions that wait for the person's answer, in this process and no longer than it. */
export interface Approvals {
  /** @returns an identifier to be brought along with the answer */
  ask(question: Question): string
  /** Each question takes one answer, whatever it says: a yes that was used is gone. */
  settle(id: string, question: Question, approved: boolean): Settlement
}

/**
 * The identifier is random and names what lies here, so there is nothing in it to forge (MCP 2026-07-28, MRTR: server
 * requirements 4 and 5). A client that answers what it was not asked has no identifier that counts.
 * @param maxAge milliseconds
 */
export function createApprovals({
  now = Date.now,
  maxAge = 600_000,
  max = 32,
}: { now?: () => number; maxAge?: number; max?: number } = {}): Approvals {
  const open = new Map<string, { asked: string; at: number }>()
  const named = ({ subject: { tid, oid }, tool, fingerprint }: Question) =>
    JSON.stringify([tid, oid, tool, fingerprint])

  return {
    ask(question) {
      const [oldest] = open.keys()
      if (open.size >= max && oldest !== undefined) open.delete(oldest)
      const id = randomBytes(32).toString('base64url')
      open.set(id, { asked: named(question), at: now() })
      return id
    },
    settle(id, question, approved) {
      const found = open.get(id)
      open.delete(id)
      if (found === undefined || now() - found.at > maxAge) return 'approval_unknown'
      if (!approved) return 'approval_declined'
      return found.asked === named(question) ? 'approval_granted' : 'approval_changed'
    },
  }
}
