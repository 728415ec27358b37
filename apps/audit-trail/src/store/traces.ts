import type { SqlDatabase, SqlRow } from '@chain-of-trust/service-kit'
import type { Reader } from '../access.ts'
import type { Trace } from '../wire.ts'
import { also, visibleTo, type Where } from './filters.ts'

/** Reading is no request of the kind that people look for; it would be the newest one each time they look. */
const NOT_A_READ = "service <> 'audit-trail'"

export interface Traces {
  /** By their newest record, newest first. @param before an id: traces whose newest record is older */
  newest(
    reader: Reader,
    page: { before?: number | undefined; limit: number },
  ): Promise<{ traces: Trace[]; next: number | null }>
}

export function openTraces(database: SqlDatabase): Traces {
  return {
    async newest(reader, { before, limit }) {
      const where = visibleTo(reader)
      const visible = where.conditions.join(' and ')
      if (before !== undefined) also(where, 'id < ', before)
      // The records after which none of the same trace follows: the index is walked back until there are enough.
      const ends = await database.all(
        `select id, trace from audit_event e
         where ${where.conditions.join(' and ')} and trace is not null and ${NOT_A_READ}
           and not exists (select 1 from audit_event later
             where later.trace = e.trace and later.id > e.id and ${of('later', visible)} and later.${NOT_A_READ})
         order by id desc limit ${limit + 1}`,
        ...where.values,
      )
      const page = ends.slice(0, limit)
      const groups = await groupsOf(
        database,
        visibleTo(reader),
        page.map(({ trace }) => String(trace)),
      )
      const traces = page.map(({ trace }) =>
        summary(
          String(trace),
          groups.filter((row) => row['trace'] === trace),
        ),
      )
      return { traces, next: ends.length > limit ? Number(page.at(-1)!['id']) : null }
    },
  }
}

const of = (table: string, conditions: string): string =>
  conditions.replaceAll(/\b(tid|oid)\b/g, `${table}.$1`)

/** What happened in each trace, counted: as many rows as there are kinds, however many records. */
async function groupsOf(
  database: SqlDatabase,
  where: Where,
  traces: readonly string[],
): Promise<readonly SqlRow[]> {
  if (traces.length === 0) return []
  const places = traces.map((_, index) => `?${where.values.length + index + 1}`)
  return database.all(
    `select trace, service, tool, outcome, reason, count(*) as records, min(time) as began, max(time) as ended,
       min(id) as first
     from audit_event where ${where.conditions.join(' and ')} and ${NOT_A_READ} and trace in (${places.join(', ')})
     group by trace, service, tool, outcome, reason order by min(time), min(id)`,
    ...where.values,
    ...traces,
  )
}

function summary(trace: string, groups: readonly SqlRow[]): Trace {
  const textsOf = (column: string) => [
    ...new Set(groups.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : []))),
  ]
  const numbers = (column: string) => groups.map((row) => Number(row[column]))
  const outcomes = textsOf('outcome')
  const outcome = (['failure', 'success'] as const).find((one) => outcomes.includes(one)) ?? 'challenge'
  const reason = groups.find((row) => row['outcome'] === 'failure' && row['reason'] !== null)?.['reason']
  return {
    trace_id: trace,
    began: new Date(Math.min(...numbers('began'))).toISOString(),
    ended: new Date(Math.max(...numbers('ended'))).toISOString(),
    records: numbers('records').reduce((sum, count) => sum + count, 0),
    services: textsOf('service'),
    tools: textsOf('tool'),
    outcome,
    ...(typeof reason === 'string' ? { reason } : {}),
  }
}
