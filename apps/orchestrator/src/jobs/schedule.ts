import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

const DAYS = 86_400_000
/** Entra ID's refresh tokens end after 90 days without use: nobody could run a job that lies further away. */
const FURTHEST = 90 * DAYS

export const TimeZone = z
  .string()
  .max(64)
  .refine(isNamedZone, 'must be an IANA time zone, like Europe/Zurich')

/** Once, at an instant; or every day at a time of the clock on the person's wall. */
export const Schedule = z.union(
  [
    z.strictObject({ at: z.iso.datetime({ offset: true }) }),
    z.strictObject({
      daily: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must look like 07:30'),
      timeZone: TimeZone,
    }),
  ],
  { error: 'must be { at } (ISO 8601 with an offset) or { daily, timeZone }' },
)
export type Schedule = z.infer<typeof Schedule>

/**
 * The first run after an instant; undefined when there is none.
 *
 * A time that daylight saving skips happens as much later as the clock jumped; one that comes twice happens at
 * the first (Temporal's `compatible`, as in RFC 5545 §3.3.5).
 * @param after milliseconds since the epoch
 */
export function nextRun(schedule: Schedule, after: number): number | undefined {
  if ('at' in schedule) {
    const at = Date.parse(schedule.at)
    return at > after ? at : undefined
  }
  const { daily, timeZone } = schedule
  const today = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).toPlainDate()
  const on = (days: number) =>
    today.add({ days }).toZonedDateTime({ timeZone, plainTime: daily }).epochMilliseconds
  // Not "24 hours later": a day has 23 or 25 twice a year.
  return [on(0), on(1), on(2)].find((run) => run > after)
}

/** What is wrong with the time of a schedule that the person gives now, in words. */
export function unreachable(schedule: Schedule, now: number): string | undefined {
  if ('daily' in schedule) return undefined
  const at = Date.parse(schedule.at)
  if (at <= now) return 'schedule.at: lies in the past'
  return at > now + FURTHEST ? 'schedule.at: at most 90 days from now' : undefined
}

/** `+01:00` is a fixed offset: it has no daylight saving, and would be an hour off for half the year. */
function isNamedZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name)
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
