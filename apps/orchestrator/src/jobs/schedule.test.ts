import { expect, test } from 'vitest'
import { nextRun, Schedule, unreachable } from './schedule.ts'

const next = (schedule: Schedule, after: string) => {
  const run = nextRun(schedule, Date.parse(after))
  return run === undefined ? undefined : new Date(run).toISOString()
}
const daily = (time: string, timeZone = 'Europe/Zurich'): Schedule => ({ daily: time, timeZone })

test('a daily time is the person’s own: summer and winter differ in UTC', () => {
  expect(next(daily('07:30'), '2026-07-01T00:00:00Z')).toBe('2026-07-01T05:30:00.000Z')
  expect(next(daily('07:30'), '2026-12-01T00:00:00Z')).toBe('2026-12-01T06:30:00.000Z')
  expect(next(daily('07:30'), '2026-12-01T06:30:00Z')).toBe('2026-12-02T06:30:00.000Z')
})

test('across the change of the clocks a day has 23 or 25 hours', () => {
  expect(next(daily('07:30'), '2027-03-27T06:30:00Z')).toBe('2027-03-28T05:30:00.000Z')
  expect(next(daily('07:30'), '2026-10-24T05:30:00Z')).toBe('2026-10-25T06:30:00.000Z')
})

test('a time that is skipped happens later, one that comes twice happens once', () => {
  expect(next(daily('02:30'), '2027-03-27T12:00:00Z')).toBe('2027-03-28T01:30:00.000Z')
  const first = next(daily('02:30'), '2026-10-24T12:00:00Z')!
  expect(first).toBe('2026-10-25T00:30:00.000Z')
  expect(next(daily('02:30'), first)).toBe('2026-10-26T01:30:00.000Z')
})

test('where the day begins elsewhere, the date is that of the zone', () => {
  expect(next(daily('00:15', 'Pacific/Auckland'), '2026-07-01T12:20:00Z')).toBe('2026-07-02T12:15:00.000Z')
  expect(next(daily('23:50', 'America/Los_Angeles'), '2026-07-02T06:49:00Z')).toBe('2026-07-02T06:50:00.000Z')
})

test('once is once', () => {
  const schedule = { at: '2026-07-01T09:00:00+02:00' }
  expect(next(schedule, '2026-07-01T06:59:59Z')).toBe('2026-07-01T07:00:00.000Z')
  expect(next(schedule, '2026-07-01T07:00:00Z')).toBeUndefined()
})

test.each([
  [{ at: '2026-07-01T09:00:00' }, 'without an offset'],
  [{ at: 'tomorrow' }, 'in words'],
  [{ daily: '7:30', timeZone: 'Europe/Zurich' }, 'one digit'],
  [{ daily: '24:00', timeZone: 'Europe/Zurich' }, 'no such time'],
  [{ daily: '07:30', timeZone: 'Europe/Atlantis' }, 'no such zone'],
  [{ daily: '07:30', timeZone: '+01:00' }, 'a fixed offset'],
  [{ daily: '07:30' }, 'no zone'],
  [{ at: '2026-07-01T09:00:00Z', daily: '07:30', timeZone: 'Europe/Zurich' }, 'both'],
])('%j is refused: %s', (schedule: object, _why: string) => {
  expect(Schedule.safeParse(schedule).success).toBe(false)
})

test('what lies in the past, or beyond the life of a refresh token, cannot be planned', () => {
  const now = Date.parse('2026-07-01T00:00:00Z')
  expect(unreachable({ at: '2026-06-30T00:00:00Z' }, now)).toContain('past')
  expect(unreachable({ at: '2026-10-01T00:00:00Z' }, now)).toContain('90 days')
  expect(unreachable({ at: '2026-09-01T00:00:00Z' }, now)).toBeUndefined()
})
