import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

/** What goes wrong at a provider. For tests and demonstrations; nothing is switched on by itself. */
const AnySetting = z.strictObject({
  mode: z.enum(['normal', 'slow', 'rate_limited', 'failing', 'invalid_grant']),
  /** `token`: the token and revocation endpoints. */
  where: z.enum(['token', 'api', 'both']).default('both'),
  /** How many requests it befalls, `hold` included; then all is normal again. Absent: every one. */
  count: z.int().min(1).max(10_000).optional(),
  /** Milliseconds that `slow` takes. */
  delay_ms: z.int().min(0).max(60_000).default(2000),
  /** Seconds, for `Retry-After`. */
  retry_after: z.int().min(0).max(3600).default(5),
  /** Seconds for which a used refresh token still gets the answer that it got. */
  reuse_leeway: z.int().min(0).max(3600).default(10),
  /** Seconds that new access tokens live. */
  access_lifetime: z.int().min(1).max(86_400).default(600),
  /** What becomes of the access token before when the grant is refreshed. */
  old_access: z.enum(['lives', 'ends']).default('lives'),
  /** Where refresh requests stand still, until the next setting: the token not rotated yet, or rotated already. */
  hold: z.enum(['before', 'after']).optional(),
})
export const Setting = AnySetting.refine(({ mode, hold }) => hold === undefined || mode === 'normal', {
  path: ['hold'],
  message: 'goes with the mode normal only',
})
export type Setting = z.infer<typeof Setting>

/** `token`: the token endpoint but for refreshes, and the revocation endpoint. */
type Place = 'token' | 'refresh' | 'api'

/** A fault that the answer shows. `retryAfter` in seconds. */
export type Fault = { kind: 'rate_limited' | 'failing'; retryAfter: number } | { kind: 'invalid_grant' }

export interface Switches {
  current(): Setting
  /** Replaces the setting, and lets go what stands still. */
  set(setting: Setting): void
  /** Counts a request and suffers what is due. @returns the fault that its answer must show */
  strike(place: Place): Promise<Fault | undefined>
  /** Stands still if that is switched on. */
  hold(point: 'before' | 'after'): Promise<void>
  /** Requests so far, and how many stand still. */
  counts(): Record<Place | 'held', number>
}

const DONE = { mode: 'normal', count: undefined, hold: undefined } as const

export function createSwitches(): Switches {
  let setting = Setting.parse({ mode: 'normal' })
  let release = Promise.withResolvers<void>()
  const counts = { token: 0, refresh: 0, api: 0, held: 0 }

  const countDown = () => {
    const { count } = setting
    if (count !== undefined) setting = { ...setting, ...(count > 1 ? { count: count - 1 } : DONE) }
  }
  const due = (place: Place): boolean => {
    const { mode, where } = setting
    const here = where === 'both' || (where === 'api') === (place === 'api')
    if (mode === 'normal' || !here || (mode === 'invalid_grant' && place !== 'refresh')) return false
    countDown()
    return true
  }

  return {
    current: () => setting,
    set(next) {
      setting = next
      release.resolve()
      release = Promise.withResolvers()
    },
    async strike(place) {
      counts[place] += 1
      const { mode, delay_ms: delay, retry_after: retryAfter } = setting
      if (!due(place)) return undefined
      switch (mode) {
        case 'rate_limited':
        case 'failing':
          return { kind: mode, retryAfter }
        case 'invalid_grant':
          return { kind: mode }
        default:
          await sleep(delay)
          return undefined
      }
    },
    async hold(point) {
      if (setting.hold !== point) return
      countDown()
      counts.held += 1
      await release.promise
      counts.held -= 1
    },
    counts: () => ({ ...counts }),
  }
}
