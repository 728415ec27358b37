import type { Job, Schedule } from '../wire/job.ts'
import { clockTime } from '../operations/clock-time.ts'

/** `Every day at 07:30 (Europe/Zurich)` */
export function scheduleWords(schedule: Schedule, now = new Date()): string {
  if ('at' in schedule) return `Once, ${clockTime(schedule.at, now)}`
  return `Every day at ${schedule.daily} (${schedule.timeZone})`
}

/** What the job may use: short names. */
export function scopeNames({ scopes }: Job): string[] {
  const names = Array.isArray(scopes) ? scopes : Object.values(scopes ?? {}).flat()
  return [...new Set(names.map((name) => name.slice(name.lastIndexOf('/') + 1)))]
}

const STATES: Record<Job['state'], string> = {
  scheduled: 'Scheduled',
  running: 'Running…',
  needs_user: 'Waiting for you',
  finished: 'Finished',
  cancelled: 'Cancelled',
  failed: 'Failed',
}

export function stateWords({ state }: Job): string {
  return STATES[state]
}

/** It will not run again; one that failed can, once somebody has helped. */
export function isOver({ state }: Job): boolean {
  return state === 'finished' || state === 'cancelled'
}
