import type { Outbox, OpenDelivery } from './outbox.ts'
import { push, type Post, type PushOutcome } from './push.ts'
import type { Receiver } from './receivers.ts'

/** Calls back later. @returns what calls it off */
export type Later = (milliseconds: number, callback: () => void) => () => void

export interface LaneOptions {
  receiver: Receiver
  outbox: Outbox
  /** The Security Event Token of a delivery. */
  encode: (delivery: OpenDelivery) => Promise<string>
  post: Post
  /** Epoch milliseconds. */
  now: () => number
  later: Later
  onOutcome: (delivery: OpenDelivery, outcome: PushOutcome) => void
}

/** One receiver's pushes. Each receiver has its own, so that one that is down delays nobody else. */
export interface Lane {
  /** There may be something new: sends it, now. */
  wake(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

const MAX_IN_FLIGHT = 16
const FIRST_RETRY = 500
const LAST_RETRY = 30_000

/**
 * Pushes what is in the outbox, several at a time. After a failure everything that has failed waits, longer from
 * one failure to the next, and goes out together; what is new is tried at once in any case, because the receiver may be
 * back, and the first seconds after a revocation are the ones that count.
 */
export function openLane(options: LaneOptions): Lane {
  const { receiver, outbox, encode, post, now, later, onOutcome } = options
  const underWay = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  let failures = 0
  let retryAt = 0
  let callOff: (() => void) | undefined

  function wake(): void {
    if (stopping.signal.aborted) return
    const waiting = now() < retryAt
    const limit = MAX_IN_FLIGHT + underWay.size
    for (const delivery of outbox.toPush(receiver.id, limit, waiting ? 'new' : 'all')) {
      if (underWay.size >= MAX_IN_FLIGHT) break
      if (!underWay.has(delivery.jti)) underWay.set(delivery.jti, send(delivery))
    }
    if (!waiting) return
    callOff?.()
    callOff = later(retryAt - now(), wake)
  }

  async function send(delivery: OpenDelivery): Promise<void> {
    const outcome = await attempt(delivery)
    underWay.delete(delivery.jti)
    // The database may be closed. What was not settled is sent again after the restart.
    if (stopping.signal.aborted) return
    settle(delivery, outcome)
    onOutcome(delivery, outcome)
    wake()
  }

  async function attempt(delivery: OpenDelivery): Promise<PushOutcome> {
    try {
      const token = await encode(delivery)
      return await push(receiver.url, token, { post, signal: stopping.signal })
    } catch {
      return { result: 'failed', problem: 'could not be signed' }
    }
  }

  function settle({ jti }: OpenDelivery, outcome: PushOutcome): void {
    if (outcome.result === 'failed') {
      outbox.failed(jti, outcome.problem)
      // Those that failed together are one failure.
      if (now() < retryAt) return
      retryAt = now() + Math.min(FIRST_RETRY * 2 ** failures, LAST_RETRY)
      failures += 1
      return
    }
    failures = retryAt = 0
    if (outcome.result === 'delivered') outbox.settle(jti, receiver.id, 'delivered')
    else outbox.settle(jti, receiver.id, 'undeliverable', outcome.problem)
  }

  return {
    wake,
    async stop() {
      stopping.abort()
      callOff?.()
      await Promise.all(underWay.values())
    },
  }
}
