import type { SqlValue } from '@chain-of-trust/service-kit'
import * as z from 'zod'
import type { Reader } from '../access.ts'

/** PostgreSQL keeps no NUL in a text, and answers a question with one by an error. */
const Word = z
  .string()
  .min(1)
  .max(256)
  .refine((word) => !word.includes('\0'), 'no NUL')
const Time = z.iso.datetime({ offset: true }).transform((time) => Date.parse(time))

/** What records are searched by; each narrows. Times: ISO 8601, `from` included, `to` not. */
export const FILTERS = {
  trace: Word.optional(),
  operation: Word.optional(),
  /** Object id of a person: an auditor's filter. */
  subject: z.guid().toLowerCase().optional(),
  service: Word.optional(),
  event: Word.optional(),
  outcome: z.enum(['success', 'failure', 'challenge']).optional(),
  reason: Word.optional(),
  client: Word.optional(),
  from: Time.optional(),
  to: Time.optional(),
}
export type Filters = z.infer<z.ZodObject<typeof FILTERS>>

const CONDITIONS: Readonly<Record<keyof Filters, string>> = {
  trace: 'trace = ',
  operation: 'operation = ',
  subject: 'oid = ',
  service: 'service = ',
  event: 'event = ',
  outcome: 'outcome = ',
  reason: 'reason = ',
  client: 'client = ',
  from: 'time >= ',
  to: 'time < ',
}

/** Conditions, and what stands in their places `?1`, `?2`, …; more can be added. */
export interface Where {
  conditions: string[]
  values: SqlValue[]
}

/**
 * What a reader may see, first of all. A person is known by the verified `tid` and `oid` of their token: a trace id is
 * the client's to choose, and proves nothing. A record of nobody (a token that could not be verified) is an auditor's.
 */
export function visibleTo({ tid, oid }: Reader): Where {
  if (oid === undefined) return { conditions: ['(tid = ?1 or tid is null)'], values: [tid] }
  return { conditions: ['tid = ?1', 'oid = ?2'], values: [tid, oid] }
}

/** What a reader may see, and asked for. */
export function matching(reader: Reader, filters: Filters): Where {
  const where = visibleTo(reader)
  for (const [name, condition] of Object.entries(CONDITIONS) as [keyof Filters, string][]) {
    const value = filters[name]
    if (value !== undefined) also(where, condition, value)
  }
  return where
}

/** @param condition what stands before the value */
export function also(where: Where, condition: string, value: SqlValue): Where {
  where.values.push(value)
  where.conditions.push(`${condition}?${where.values.length}`)
  return where
}
