import { expect, test } from 'vitest'
import { clockTime } from '../operations/clock-time.ts'
import type { Job } from '../wire/job.ts'
import { scheduleWords, scopeNames } from './schedule-words.ts'

const now = new Date(2026, 10, 23, 9, 0)
const job = (scopes: Job['scopes']): Job => ({
  id: 'j',
  instruction: 'Summarise',
  schedule: { daily: '07:30', timeZone: 'Europe/Zurich' },
  state: 'scheduled',
  createdAt: now.toISOString(),
  scopes,
})

test('a schedule reads as a person would say it', () => {
  expect(scheduleWords({ daily: '07:30', timeZone: 'Europe/Zurich' }, now)).toBe(
    'Every day at 07:30 (Europe/Zurich)',
  )
  expect(scheduleWords({ at: new Date(2026, 10, 23, 18, 5).toISOString() }, now)).toBe('Once, 18:05')
})

test('the day is named when it is another one, and nonsense is shown as it is', () => {
  expect(clockTime(new Date(2026, 10, 24, 7, 30).toISOString(), now)).toMatch(/^Tue,? 24 Nov, 07:30$/)
  expect(clockTime('soon', now)).toBe('soon')
})

test.each([
  [['http://localhost:4411/mcp/Documents.Read', 'Documents.Read'], ['Documents.Read']],
  [{ 'mcp-sharepoint': ['Documents.Read', 'Documents.Share'] }, ['Documents.Read', 'Documents.Share']],
  [undefined, []],
])('%j may be used: %j', (scopes, names) => {
  expect(scopeNames(job(scopes))).toEqual(names)
})
