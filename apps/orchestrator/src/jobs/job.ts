import type { Subject } from '@chain-of-trust/auth-core'
import * as z from 'zod'
import type { Delegation } from '../delegation.ts'
import { RefusalOutput } from '../tools/tool-output.ts'
import { Schedule } from './schedule.ts'

/**
 * `scheduled` waits for its time · `running` · `needs_user` waits for the person · `failed` waits for whoever
 * can help, and then for the person · two ends: `finished` (once is done), `cancelled`.
 */
export const JobState = z.enum(['scheduled', 'running', 'needs_user', 'finished', 'cancelled', 'failed'])
export type JobState = z.infer<typeof JobState>

const LastRun = z.object({
  at: z.iso.datetime(),
  outcome: z.enum(['done', 'needs_user', 'failed']),
  /** What the agent answered. */
  text: z.string().optional(),
  /** The parked operation that waits for the person. */
  operationId: z.string().optional(),
  refusal: RefusalOutput.optional(),
})
export type LastRun = z.infer<typeof LastRun>

/** A background job as its owner sees it. Times are ISO 8601. */
export const Job = z.object({
  id: z.string(),
  instruction: z.string(),
  schedule: Schedule,
  /** Short names: the most that a run can ask for. */
  scopes: z.array(z.string()),
  state: JobState,
  nextRun: z.iso.datetime().optional(),
  createdAt: z.iso.datetime(),
  lastRun: LastRun.optional(),
})
export type Job = z.infer<typeof Job>

/** As it is stored. Times are milliseconds since the epoch. Never a token: the grant is kept apart, sealed. */
export interface StoredJob {
  id: string
  subject: Subject
  /** `azp` of the token with which it was made. */
  clientId: string
  instruction: string
  schedule: Schedule
  /** What the person lets the job use, written out: a tool that the policy gains later is not in it. */
  delegation: Delegation
  state: JobState
  nextRun?: number | undefined
  createdAt: number
  lastRun?: LastRun | undefined
  /** Runs in a row that met an outage. */
  outages: number
  /** Until when the process that runs it has it to itself. */
  leaseUntil?: number | undefined
  /** Counts the changes: each one names the version that it changes. */
  version: number
}

export function jobOf({ id, instruction, schedule, delegation, state, nextRun, ...rest }: StoredJob): Job {
  return {
    id,
    instruction,
    schedule,
    scopes: [...new Set(Object.values(delegation).flat())],
    state,
    ...(nextRun === undefined ? {} : { nextRun: new Date(nextRun).toISOString() }),
    createdAt: new Date(rest.createdAt).toISOString(),
    ...(rest.lastRun === undefined ? {} : { lastRun: rest.lastRun }),
  }
}
