import { randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { EVENT_TYPES } from './change.ts'

/**
 * What is still to be told, and to whom: one row for an event, one for each receiver. It is written in the same
 * instant as the change itself, so a crash in between loses no revocation. Times are epoch milliseconds.
 */
const SCHEMA = `
  create table if not exists signal (
    txn text primary key, type text not null, oid text, event_at integer not null, details text not null,
    announced_at integer not null
  ) strict;
  create table if not exists delivery (
    jti text primary key, txn text not null references signal (txn) on delete cascade, receiver text not null,
    state text not null default 'pending', attempts integer not null default 0, settled_at integer, problem text
  ) strict;
  create index if not exists signal_oid on signal (oid, event_at);
  create index if not exists signal_announced on signal (announced_at);
  create index if not exists delivery_open on delivery (receiver, state);
  create index if not exists delivery_txn on delivery (txn);
`

/**
 * `pending`: to be pushed, or polled. `undeliverable`: the receiver refused it as a push, a poll still gets it.
 * `delivered` by push, `acknowledged` by poll, `rejected` by poll with an error: settled.
 */
export type DeliveryState = 'pending' | 'undeliverable' | 'delivered' | 'acknowledged' | 'rejected'

/** An event as it was announced. */
export interface Signal {
  /** Joins the deliveries of one event (`txn`, RFC 8417 §2.2). */
  txn: string
  type: keyof typeof EVENT_TYPES
  oid?: string
  /** `event_timestamp`, epoch seconds. */
  at: number
  details: Record<string, unknown>
  announcedAt: number
}

export interface Delivery {
  jti: string
  /** Its application id. */
  receiver: string
  state: DeliveryState
  attempts: number
  /** When it was settled. */
  settledAt?: number
  problem?: string
}

export type OpenDelivery = Delivery & { signal: Signal }

export interface Outbox {
  /** Stores an event for these receivers. */
  add(signal: Omit<Signal, 'txn' | 'announcedAt'>, receivers: readonly string[]): Signal
  /** Oldest first. @param which `new`: only what was not tried yet */
  toPush(receiver: string, limit: number, which: 'all' | 'new'): OpenDelivery[]
  /** Everything that is not settled, oldest first. */
  toPoll(receiver: string, limit: number): OpenDelivery[]
  /** One more push was tried, in vain. */
  failed(jti: string, problem: string): void
  /** Only what is open, and only for its own receiver: true when it changed something. */
  settle(jti: string, receiver: string, state: Exclude<DeliveryState, 'pending'>, problem?: string): boolean
  /** About one person, of a later instant than `at` (epoch seconds). Newest first. */
  since(oid: string, at: number): Signal[]
  /** Newest first. */
  recent(limit: number): (Signal & { deliveries: Delivery[] })[]
  /** Forgets what was announced before. */
  dropBefore(announcedAt: number): void
}

/** @param now epoch milliseconds */
export function openOutbox(database: DatabaseSync, now: () => number): Outbox {
  database.exec(SCHEMA)
  const insertSignal = database.prepare(
    'insert into signal (txn, type, oid, event_at, details, announced_at) values (?, ?, ?, ?, ?, ?)',
  )
  const insertDelivery = database.prepare('insert into delivery (jti, txn, receiver) values (?, ?, ?)')
  const selectOpen = (condition: string) =>
    database.prepare(
      `select * from delivery join signal using (txn) where receiver = ? and ${condition}
       order by announced_at, signal.rowid limit ?`,
    )
  const toPush = {
    all: selectOpen(`state = 'pending'`),
    new: selectOpen(`state = 'pending' and attempts = 0`),
  }
  const toPoll = selectOpen(`state in ('pending', 'undeliverable')`)
  const openDelivery = (row: Row): OpenDelivery => ({ ...deliveryOf(row), signal: signalOf(row) })
  const fail = database.prepare(
    `update delivery set attempts = attempts + 1, problem = ? where jti = ? and state = 'pending'`,
  )
  const settle = database.prepare(
    `update delivery set state = ?, problem = ?, settled_at = ?, attempts = attempts + ?
     where jti = ? and receiver = ? and state in ('pending', 'undeliverable')`,
  )
  const selectSignals = database.prepare(
    'select * from signal order by announced_at desc, rowid desc limit ?',
  )
  const selectSince = database.prepare(
    'select * from signal where oid = ? and event_at > ? order by event_at desc, rowid desc limit 100',
  )
  const selectDeliveries = database.prepare('select * from delivery where txn = ? order by rowid')
  const drop = database.prepare('delete from signal where announced_at < ?')

  return {
    add({ type, oid, at, details }, receivers) {
      const signal = {
        txn: randomUUID(),
        type,
        at,
        details,
        announcedAt: now(),
        ...(oid !== undefined && { oid }),
      }
      // A savepoint, for the caller may have a transaction open: the change and its announcement, both or neither.
      database.exec('savepoint announce')
      try {
        insertSignal.run(signal.txn, type, oid ?? null, at, JSON.stringify(details), signal.announcedAt)
        for (const receiver of receivers) insertDelivery.run(randomUUID(), signal.txn, receiver)
      } catch (error) {
        database.exec('rollback to announce')
        throw error
      } finally {
        database.exec('release announce')
      }
      return signal
    },
    toPush: (receiver, limit, which) => toPush[which].all(receiver, limit).map(openDelivery),
    toPoll: (receiver, limit) => toPoll.all(receiver, limit).map(openDelivery),
    failed: (jti, problem) => void fail.run(problem, jti),
    settle: (jti, receiver, state, problem) =>
      Number(
        settle.run(state, problem ?? null, now(), state === 'delivered' ? 1 : 0, jti, receiver).changes,
      ) > 0,
    since: (oid, at) => selectSince.all(oid, at).map(signalOf),
    recent: (limit) =>
      selectSignals.all(limit).map((row) => {
        const signal = signalOf(row)
        return { ...signal, deliveries: selectDeliveries.all(signal.txn).map(deliveryOf) }
      }),
    dropBefore: (announcedAt) => void drop.run(announcedAt),
  }
}

type Row = Record<string, SQLOutputValue>

function signalOf(row: Row): Signal {
  const { txn, type, oid, event_at: at, details, announced_at: announcedAt } = row
  return {
    txn: String(txn),
    type: type as Signal['type'],
    ...(oid !== null && { oid: String(oid) }),
    at: Number(at),
    details: JSON.parse(String(details)) as Record<string, unknown>,
    announcedAt: Number(announcedAt),
  }
}

function deliveryOf(row: Row): Delivery {
  const { jti, receiver, state, attempts, settled_at: settledAt, problem } = row
  return {
    jti: String(jti),
    receiver: String(receiver),
    state: state as DeliveryState,
    attempts: Number(attempts),
    ...(settledAt !== null && { settledAt: Number(settledAt) }),
    ...(problem !== null && { problem: String(problem) }),
  }
}
