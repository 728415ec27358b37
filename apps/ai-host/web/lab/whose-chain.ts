import * as z from 'zod'
import type { PersonId } from '../auth/person.ts'
import type { AttackResult } from './wire.ts'

/** Who sees the refusal of an attack in the inspector. */
export type WhoseChain =
  | { of: 'this person'; trace: string }
  | { of: 'another person' | 'nobody' | 'a service of the lab' }

const Refused = z.object({ service: z.string(), outcome: z.enum(['failure', 'challenge']) })
const WithSubject = z.object({ subject: z.object({ tid: z.string(), oid: z.string() }) })

/** As audit-trail decides it: a record is seen by the person whom its verified token names, and by an auditor. */
export function whoseChain({ traceId, inSystem, by, records }: AttackResult, person: PersonId): WhoseChain {
  if (traceId === undefined || !inSystem) return { of: 'a service of the lab' }
  // Those of its other steps may be somebody else's, and show no refusal.
  const refusal = records.findLast((record) => Refused.safeParse(record).data?.service === by)
  const subject = WithSubject.safeParse(refusal).data?.subject
  if (subject === undefined) return { of: 'nobody' }
  const own = subject.tid === person.tid && subject.oid === person.oid
  return own ? { of: 'this person', trace: traceId } : { of: 'another person' }
}
