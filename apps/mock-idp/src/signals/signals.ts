import type { DatabaseSync } from 'node:sqlite'
import type { Change } from './change.ts'
import { openOutbox, type Delivery, type Signal } from './outbox.ts'
import type { Receiver } from './receivers.ts'

/** The transmitter of the Shared Signals Framework, as the rest of the identity provider sees it. */
export interface Signals {
  /**
   * Tells every receiver. Synchronous and durable: call it in the transaction that makes the change, if there is
   * one; the deliveries start after it.
   */
  announce(change: Change): void
  /** The latest events, newest first, with the state of each delivery. */
  recent(limit: number): (Signal & { deliveries: Delivery[] })[]
  receivers: readonly Receiver[]
}

export interface SignalsOptions {
  database: DatabaseSync
  receivers: readonly Receiver[]
  /** Epoch milliseconds. */
  now: () => number
}

export function openSignals({ database, receivers, now }: SignalsOptions): Signals {
  const outbox = openOutbox(database, now)
  const ids = receivers.map(({ id }) => id)
  return {
    receivers,
    announce({ details = {}, ...change }) {
      outbox.add({ ...change, details }, ids)
    },
    recent: (limit) => outbox.recent(limit),
  }
}
