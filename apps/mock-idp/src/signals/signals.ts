import type { DatabaseSync } from 'node:sqlite'
import type { JWTPayload } from 'jose'
import type { Change } from './change.ts'
import { openLane, type Later } from './lane.ts'
import { openOutbox, type Delivery, type OpenDelivery, type Signal } from './outbox.ts'
import { answerOwnEvents, type OwnEventsPoll, type Presented } from './own-events.ts'
import { answerPoll, type Poll, type PollAnswer } from './poll.ts'
import type { Post, PushOutcome } from './push.ts'
import type { Receiver } from './receivers.ts'
import { securityEventToken } from './security-event-token.ts'

/** The transmitter of the Shared Signals Framework, as the rest of the identity provider sees it. */
export interface Signals {
  /**
   * Tells every receiver. Synchronous and durable: call it in the transaction that makes the change, if there is
   * one; the pushes start after it.
   */
  announce(change: Change): void
  /** Tells one receiver that its stream works (SSF 1.0 §8.1.4). @param state comes back in the event */
  verify(receiver: string, state: string | undefined): void
  /** A receiver fetches what it has not got (RFC 8936). */
  poll(receiver: string, request: Poll, aborted?: AbortSignal): Promise<PollAnswer>
  /** A person's application asks for what makes their token stale. */
  pollOwn(presented: Presented, request: OwnEventsPoll, aborted?: AbortSignal): Promise<PollAnswer>
  /** The latest events, newest first, with the state of each delivery. */
  recent(limit: number): (Signal & { deliveries: Delivery[] })[]
  receivers: readonly Receiver[]
  /** Calls back after each push, whatever came of it. */
  onOutcome(listener: (receiver: Receiver, delivery: OpenDelivery, outcome: PushOutcome) => void): void
  /** Takes up what the last run left. */
  resume(): void
  stop(): Promise<void>
}

export interface SignalsOptions {
  database: DatabaseSync
  receivers: readonly Receiver[]
  issuer: string
  tenantId: string
  sign: (payload: JWTPayload, typ: string) => Promise<string>
  /** Epoch milliseconds. */
  now: () => number
  post?: Post
  later?: Later
}

/** The longest-lived tokens live 28 hours. After that a revocation has nobody left to revoke. */
const KEEP = 29 * 3_600_000

export function openSignals(options: SignalsOptions): Signals {
  const { database, receivers, now, post = fetch, later = afterwards } = options
  const outbox = openOutbox(database, now)
  const dropStale = () => outbox.dropBefore(now() - KEEP)
  const encode = (delivery: Pick<OpenDelivery, 'jti' | 'receiver' | 'signal'>) =>
    securityEventToken(delivery, options)
  const listeners: Parameters<Signals['onOutcome']>[0][] = []
  const lanes = receivers.map((receiver) =>
    openLane({
      receiver,
      outbox,
      encode,
      post,
      now,
      later: (milliseconds, retry) =>
        later(milliseconds, () => {
          dropStale()
          retry()
        }),
      onOutcome: (delivery, outcome) =>
        listeners.forEach((listener) => listener(receiver, delivery, outcome)),
    }),
  )
  const arrivals = new EventTarget()
  const stopping = new AbortController()

  function tell(signal: Omit<Signal, 'txn' | 'announcedAt'>, ids: readonly string[]): void {
    dropStale()
    outbox.add(signal, ids)
    // After the caller's transaction.
    queueMicrotask(() => {
      wakeAll()
      arrivals.dispatchEvent(new Event('arrival'))
    })
  }
  const gone = (aborted?: AbortSignal) =>
    AbortSignal.any([stopping.signal, ...(aborted === undefined ? [] : [aborted])])
  const wakeAll = () => lanes.forEach((lane) => lane.wake())

  return {
    receivers,
    announce({ details = {}, ...change }) {
      tell(
        { ...change, details },
        receivers.map(({ id }) => id),
      )
    },
    verify(receiver, state) {
      const details = state === undefined ? {} : { state }
      tell({ type: 'verification', at: Math.floor(now() / 1000), details }, [receiver])
    },
    poll: (receiver, request, aborted) =>
      answerPoll(receiver, request, { outbox, encode, arrivals, aborted: gone(aborted) }),
    pollOwn: (presented, request, aborted) =>
      answerOwnEvents(presented, request, { outbox, encode, arrivals, aborted: gone(aborted) }),
    onOutcome: (listener) => void listeners.push(listener),
    recent: (limit) => outbox.recent(limit),
    resume() {
      dropStale()
      wakeAll()
    },
    async stop() {
      stopping.abort()
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
  }
}

const afterwards: Later = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds).unref()
  return () => clearTimeout(timer)
}
