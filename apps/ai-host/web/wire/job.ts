import * as z from 'zod'
import { ToolRefusal } from './tool-output.ts'

/** Once, at an instant; or each day at a time of the clock on that wall. */
const Schedule = z.union([
  z.object({ at: z.string() }),
  z.object({ daily: z.string(), timeZone: z.string() }),
])
export type Schedule = z.infer<typeof Schedule>

/** Scopes by server, or full names. */
const Scopes = z.union([z.array(z.string()), z.record(z.string(), z.array(z.string()))])

/** Work that the agent does for the person while they are away. */
export const Job = z.object({
  id: z.string(),
  instruction: z.string(),
  schedule: Schedule,
  scopes: Scopes.optional(),
  state: z.enum(['scheduled', 'running', 'needs_user', 'finished', 'cancelled', 'failed']),
  nextRun: z.string().optional(),
  createdAt: z.string(),
  lastRun: z
    .object({
      at: z.string(),
      outcome: z.enum(['done', 'needs_user', 'failed']),
      text: z.string().optional(),
      operationId: z.string().optional(),
      refusal: ToolRefusal.optional().catch(undefined),
    })
    .optional(),
})
export type Job = z.infer<typeof Job>

/** `GET /api/jobs` */
export const JobList = z.object({ jobs: z.array(Job) })
