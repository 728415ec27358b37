import { ChainedRecord } from '@chain-of-trust/auth-core'
import type { SqlDatabase, SqlRow } from '@chain-of-trust/service-kit'
import type { Reader } from '../access.ts'
import type { Event } from '../wire.ts'
import { also, matching, type Filters } from './filters.ts'

/** One row: the event, and its line as the log has it. */
export interface StoredEvent extends Event {
  line: string
}

/** The records, as a reader may see them. `id` grows in the order in which they can be seen. */
export interface Events {
  /** Newest first. @param before an id; not it, but what is older */
  newest(
    reader: Reader,
    filters: Filters,
    page: { before?: number | undefined; limit: number },
  ): Promise<StoredEvent[]>
  /** Oldest first. @param page.upTo an id, included */
  after(
    reader: Reader,
    filters: Filters,
    page: { after: number; upTo?: number; limit: number; withoutReads?: boolean },
  ): Promise<StoredEvent[]>
  /** The id of the newest of all; 0: there is none. */
  last(): Promise<number>
}

export function openEvents(database: SqlDatabase): Events {
  return {
    async newest(reader, filters, { before, limit }) {
      const where = matching(reader, filters)
      if (before !== undefined) also(where, 'id < ', before)
      const sql = `select id, log, seq, line from audit_event where ${where.conditions.join(' and ')}
        order by id desc limit ${limit}`
      return (await database.all(sql, ...where.values)).map(eventOf)
    },
    async after(reader, filters, { after, upTo, limit, withoutReads }) {
      const where = also(matching(reader, filters), 'id > ', after)
      if (upTo !== undefined) also(where, 'id <= ', upTo)
      if (withoutReads) also(where, 'service <> ', 'audit-trail')
      const sql = `select id, log, seq, line from audit_event where ${where.conditions.join(' and ')}
        order by id limit ${limit}`
      return (await database.all(sql, ...where.values)).map(eventOf)
    },
    async last() {
      const [row] = await database.all('select last from audit_arrival')
      return Number(row?.['last'] ?? 0)
    },
  }
}

function eventOf(row: SqlRow): StoredEvent {
  const line = String(row['line'])
  return {
    id: Number(row['id']),
    log: String(row['log']),
    seq: Number(row['seq']),
    record: ChainedRecord.parse(JSON.parse(line)),
    line,
  }
}
