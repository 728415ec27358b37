import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Signal } from './outbox.ts'
import { arrival, LONGEST_WAIT, type PollAnswer, type PollContext } from './poll.ts'

/** What a person's own application sends: RFC 8936 §2.4, of which nothing is acknowledged, and one member more. */
export const OwnEventsPoll = z.object({
  /** Off: the answer waits until there is something. */
  returnImmediately: z.boolean().default(false),
  /** Epoch seconds: `iat` of the oldest token that the application still holds, where that is not this one. */
  oldestToken: z.int().min(0).optional(),
})
export type OwnEventsPoll = z.infer<typeof OwnEventsPoll>

/** Whose token was presented. */
export interface Presented {
  oid: string
  /** Application id: `aud` of the events. */
  clientId: string
  /** Epoch seconds, `iat`. */
  issuedAt: number
}

export type OwnEventsContext = Pick<PollContext, 'outbox' | 'arrivals' | 'aborted'> & {
  encode: (delivery: { jti: string; receiver: string; signal: Signal }) => Promise<string>
}

/** Only the latest instant counts; the others are for the record. */
const MOST_EVENTS = 10

/**
 * The events about one person that make the presented token stale. Nothing is stored for an application on somebody's
 * machine, and nothing acknowledged: a newer token is the acknowledgement, because no event is later than it.
 */
export async function answerOwnEvents(
  { oid, clientId, issuedAt }: Presented,
  { returnImmediately, oldestToken = issuedAt }: OwnEventsPoll,
  context: OwnEventsContext,
): Promise<PollAnswer> {
  const { outbox, encode, aborted } = context
  const since = Math.min(oldestToken, issuedAt)
  const stale = () => outbox.since(oid, since).filter(makesStale).slice(0, MOST_EVENTS)
  const until = performance.now() + (returnImmediately ? 0 : LONGEST_WAIT)
  let found = stale()
  while (found.length === 0 && performance.now() < until) {
    await arrival(context, until - performance.now())
    // The database may be closed by now.
    if (aborted.aborted) break
    found = stale()
  }
  const sets = found.map(async (signal) => {
    const jti = eventId(signal, clientId)
    return [jti, await encode({ jti, receiver: clientId, signal })] as const
  })
  return { sets: Object.fromEntries(await Promise.all(sets)), moreAvailable: false }
}

/** One event for one application: the same each time that it is asked for. */
function eventId({ txn }: Signal, clientId: string): string {
  return createHash('sha256').update(`${txn} ${clientId}`).digest('base64url')
}

/** A change for the better makes no token stale, and would be told again and again. */
function makesStale({ type, details }: Signal): boolean {
  switch (type) {
    case 'risk-level-change':
      return details['current_level'] === 'HIGH'
    case 'device-compliance-change':
      return details['current_status'] === 'not-compliant'
    case 'account-enabled':
    case 'verification':
      return false
    default:
      return true
  }
}
