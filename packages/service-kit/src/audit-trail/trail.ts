/** What audit-trail is asked, and answers. Its own schemas are in apps/audit-trail; a test there holds the two together. */
import { readRetryAfter } from '@chain-of-trust/auth-core'
import * as z from 'zod'

const Head = z.object({ seq: z.int().nonnegative(), hash: z.string() })
const State = z.object({ head: Head.nullable(), checkpoint: z.int().nonnegative().nullable() })
const Taken = z.object({ head: Head.nullable() })
const Witnessed = z.object({ checkpoint: z.int().nonnegative().nullable() })
const Conflict = z.object({ error: z.string(), head: Head.nullable() })
export type Head = z.infer<typeof Head>

/** A fetch that presents this service's own token. */
export type ServiceFetch = (input: string, init: RequestInit) => Promise<Response>

/** It did not take what it was sent, for now: it is away, or will not have us. */
export class TrailUnavailable extends Error {
  override name = 'TrailUnavailable'
  /** Seconds that it asks for. */
  readonly retryAfter: number | undefined

  constructor(message: string, { retryAfter }: { retryAfter?: number } = {}) {
    super(message)
    this.retryAfter = retryAfter
  }
}

/** It holds something else than we do; `error` is its word for it. */
export interface Conflict {
  error: string
  head: Head | null
}

export interface TrailLog {
  /** The last record and the last checkpoint that it holds of the log. */
  state(signal: AbortSignal): Promise<z.infer<typeof State>>
  /** @returns its head afterwards, or why it took nothing */
  records(lines: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<{ head: Head | null } | Conflict>
  checkpoints(
    lines: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<{ checkpoint: number | null } | Conflict>
}

/**
 * One log at audit-trail.
 * @param timeout milliseconds for one request
 * @throws (each function) TrailUnavailable; what `fetch` throws: no token, no connection
 */
export function trailLog(url: string, name: string, fetch: ServiceFetch, timeout = 10_000): TrailLog {
  const at = `${url}/api/logs/${name}`
  const ask = (input: string, init: RequestInit, signal: AbortSignal) =>
    fetch(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) })
  const post = (input: string, lines: Uint8Array<ArrayBuffer>, signal: AbortSignal) =>
    ask(input, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: lines }, signal)

  return {
    state: async (signal) => State.parse(await answerOf(await ask(at, { method: 'GET' }, signal))),
    async records(lines, signal) {
      const response = await post(at, lines, signal)
      return response.status === 409
        ? Conflict.parse(await response.json())
        : Taken.parse(await answerOf(response))
    },
    async checkpoints(lines, signal) {
      const response = await post(`${at}/checkpoints`, lines, signal)
      return response.status === 409
        ? Conflict.parse(await response.json())
        : Witnessed.parse(await answerOf(response))
    },
  }
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  // Only its status: what a stranger answers is not for our log.
  await response.body?.cancel()
  throw new TrailUnavailable(
    `audit-trail answered ${response.status}`,
    readRetryAfter(response.headers.get('retry-after')),
  )
}
