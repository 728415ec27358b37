import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { EntraError } from './entra-error.ts'

/** What goes wrong with the next token requests. For tests and demonstrations; nothing is switched on by itself. */
export const Fault = z.strictObject({
  /** How many token requests it befalls. 0 switches off what is left. */
  count: z.int().min(0).max(1000),
  /** Absent: the request is served, after the delay. */
  status: z.union([z.literal(429), z.literal(500), z.literal(503)]).optional(),
  /** Seconds, for `Retry-After`. */
  retryAfter: z.int().min(0).max(3600).optional(),
  /** Milliseconds before anything else happens. */
  delay: z.int().min(0).max(60_000).optional(),
})
export type Fault = z.infer<typeof Fault>

export interface Faults {
  /** Replaces the present fault. */
  set(fault: Fault): void
  /** Suffers the fault if one is due. @throws EntraError */
  strike(): Promise<void>
}

const REASONS = { 429: 'too_many_requests', 500: 'server_error', 503: 'service_unavailable' } as const

export function createFaults(): Faults {
  let fault: Fault = { count: 0 }
  return {
    set: (replacement) => void (fault = replacement),
    async strike() {
      if (fault.count === 0) return
      fault = { ...fault, count: fault.count - 1 }
      const { status, retryAfter, delay } = fault
      if (delay !== undefined) await sleep(delay)
      if (status === undefined) return
      throw new EntraError(REASONS[status], retryAfter === undefined ? {} : { retryAfter })
    },
  }
}
