import { migrate, type SqlDatabase } from '@chain-of-trust/service-kit'
import { randomUUID } from 'node:crypto'
import type { Runners } from './runners.ts'

/** Beats within the time after which a process counts as gone: a few may be lost. */
const BEATS = 6
const DAY = 86_400_000
/** The database's clock, milliseconds since the epoch: those of the machines may differ. */
const CLOCK = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

const STEPS = ['create table runner (id text primary key, seen_at bigint not null)']

export interface HeartbeatOptions {
  /**
   * Milliseconds of silence after which a process counts as gone. Longer than any call can take: a process that only
   * lost its database may still be in the middle of one, which nobody must then make again.
   */
  goneAfter: number
  /** A beat that did not come through; the next one is tried all the same. */
  onTrouble: (error: unknown) => void
}

/**
 * Processes that share a PostgreSQL: each writes down that it is alive, until it closes. Who could not do so for a
 * while judges nobody until the others have had as long to be heard again; who has just started judges at once.
 */
export async function openHeartbeats(
  database: SqlDatabase,
  { goneAfter, onTrouble }: HeartbeatOptions,
): Promise<Runners> {
  const id = randomUUID()
  /** Longer between two beats, and one was lost. */
  const gap = (2 * goneAfter) / BEATS
  // By the database's clock, which is what the others are judged by.
  let heardAt = Infinity
  let backSince = -Infinity
  const beat = async () => {
    const [row] = await database.all(
      `insert into runner (id, seen_at) values (?1, ${CLOCK})
       on conflict (id) do update set seen_at = ${CLOCK} returning seen_at`,
      id,
    )
    const now = Number(row?.['seen_at'])
    if (now - heardAt > gap) backSince = now
    heardAt = now
  }
  /** Where our own beats were lost, the database was away, and those of the living were lost as well. */
  const lostOurs = async () => {
    const [row] = await database.all(`select ${CLOCK} as now`)
    const now = Number(row?.['now'])
    return now - heardAt > gap || now - backSince < goneAfter
  }
  await migrate(database, 'runner', STEPS)
  await beat()
  await database.run(`delete from runner where seen_at < ${CLOCK} - ?1`, DAY + goneAfter)
  const timer = setInterval(() => void beat().catch(onTrouble), goneAfter / BEATS).unref()

  return {
    id,
    async gone(ids) {
      const rows = await database.all(`select id from runner where seen_at > ${CLOCK} - ?1`, goneAfter)
      if (await lostOurs()) return new Set()
      const alive = new Set([id, ...rows.map((row) => String(row['id']))])
      return new Set(ids.filter((other) => !alive.has(other)))
    },
    async close() {
      clearInterval(timer)
      // Unreachable, the database sees us fall silent.
      await database.run('delete from runner where id = ?1', id).catch(onTrouble)
    },
  }
}
