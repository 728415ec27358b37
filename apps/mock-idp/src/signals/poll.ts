import * as z from 'zod'
import type { OpenDelivery, Outbox } from './outbox.ts'

const ErrorReport = z.object({ err: z.string().max(100), description: z.string().max(1000).optional() })

/** What a receiver sends (RFC 8936 §2.4). Members that are not known are skipped, as §2.4 wants it. */
export const Poll = z.object({
  /** 0: it only acknowledges. */
  maxEvents: z.int().min(0).optional(),
  /** Off: the answer waits until there is something. */
  returnImmediately: z.boolean().default(false),
  ack: z.array(z.string()).max(1000).default([]),
  setErrs: z.record(z.string(), ErrorReport).default({}),
})
export type Poll = z.infer<typeof Poll>

/** RFC 8936 §2.5 */
export interface PollAnswer {
  /** Security Event Tokens by their `jti`. */
  sets: Record<string, string>
  moreAvailable: boolean
}

/** Where polls meet the outbox. */
export interface PollContext {
  outbox: Outbox
  encode: (delivery: OpenDelivery) => Promise<string>
  /** Something was announced. */
  arrivals: EventTarget
  /** The receiver has gone, or we are about to. */
  aborted: AbortSignal
}

const MOST_EVENTS = 100
/** Milliseconds: below what the service gives a request, and what proxies give an answer. */
export const LONGEST_WAIT = 20_000

/** Takes acknowledgements, then hands out what is open. Only an acknowledgement settles it: an answer may get lost. */
export async function answerPoll(receiver: string, request: Poll, context: PollContext): Promise<PollAnswer> {
  const { outbox, encode } = context
  for (const jti of request.ack) outbox.settle(jti, receiver, 'acknowledged')
  for (const [jti, { err, description }] of Object.entries(request.setErrs)) {
    outbox.settle(jti, receiver, 'rejected', [err, description ?? ''].join(' ').slice(0, 200))
  }

  const limit = Math.min(request.maxEvents ?? MOST_EVENTS, MOST_EVENTS)
  if (limit === 0) return { sets: {}, moreAvailable: outbox.toPoll(receiver, 1).length > 0 }
  const open = () => outbox.toPoll(receiver, limit + 1)
  let found = open()
  if (found.length === 0 && !request.returnImmediately) {
    await arrival(context)
    // The database may be closed by now.
    if (context.aborted.aborted) return { sets: {}, moreAvailable: false }
    found = open()
  }
  const handedOut = found.slice(0, limit)
  const sets = await Promise.all(handedOut.map(async (delivery) => [delivery.jti, await encode(delivery)]))
  return { sets: Object.fromEntries(sets) as Record<string, string>, moreAvailable: found.length > limit }
}

/** Resolves at the next announcement, to whomever it is, or when waiting has no purpose any more. */
export function arrival(
  { arrivals, aborted }: Pick<PollContext, 'arrivals' | 'aborted'>,
  longest = LONGEST_WAIT,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => resolve()
  const timer = setTimeout(done, longest)
  arrivals.addEventListener('arrival', done, { once: true })
  aborted.addEventListener('abort', done, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    arrivals.removeEventListener('arrival', done)
    aborted.removeEventListener('abort', done)
  })
}
