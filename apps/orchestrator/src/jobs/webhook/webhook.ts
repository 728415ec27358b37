import type { FastifyBaseLogger } from 'fastify'
import { createHmac } from 'node:crypto'
import type { Needs } from '../../operations/operation.ts'
import type { NoticeStore, StoredNotice } from './notice-store.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** After each failed attempt; then the notice is given up. */
const DELAYS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 24 * HOUR]
const TIMEOUT = 10 * SECOND
const GONE = 410

/** That somebody has to come back. No content, no name, no claims: whoever reads it learns an id. */
export interface Waiting {
  jobId: string
  operationId: string | undefined
  needs: Needs['kind']
}

export interface Webhook {
  /** What is to be told, still to be stored; then it is kept until it is delivered, or given up. */
  notice(waiting: Waiting): StoredNotice
  /** Makes the attempts that are due. */
  deliver(): Promise<void>
}

export interface WebhookOptions {
  url: string
  key: Uint8Array
  /** Where the person can do what is needed. */
  host: string
  store: NoticeStore
  now: () => number
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>
  fetch?: (input: string, init: RequestInit) => Promise<Response>
}

/** Tells the operator's endpoint, signed as Standard Webhooks wants it (symmetric, `v1`). */
export function createWebhook(options: WebhookOptions): Webhook {
  const { url, key, host, store, now, log, fetch = (input, init) => globalThis.fetch(input, init) } = options

  const send = async ({ id, body }: StoredNotice): Promise<number> => {
    // Of the attempt, not of the event: the receiver refuses what is old, so that a copy cannot be replayed.
    const timestamp = String(Math.floor(now() / 1000))
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    await response.body?.cancel()
    return response.status
  }

  const attempt = async (notice: StoredNotice): Promise<void> => {
    const { id, attempts } = notice
    const delay = DELAYS[attempts]
    // Claimed with the time of the next attempt: a crash in the middle costs a delay, not the notice.
    if (!(await store.claim(notice, now() + (delay ?? HOUR)))) return
    const status = await send(notice).catch(() => 0)
    if (status >= 200 && status < 300) return store.remove(id)
    if (delay !== undefined && status !== GONE) {
      log.warn({ notice: id, status, attempt: attempts + 1 }, 'webhook: not delivered, will be tried again')
      return
    }
    log.error({ notice: id, status, attempt: attempts + 1 }, 'webhook: not delivered, given up')
    await store.remove(id)
  }

  return {
    notice({ jobId, operationId, needs }) {
      const link = new URL(host)
      if (operationId !== undefined) link.searchParams.set('operation', operationId)
      const data = { job_id: jobId, operation_id: operationId, needs, link: link.href }
      const body = JSON.stringify({ type: 'job.needs_user', timestamp: new Date(now()).toISOString(), data })
      return { id: `msg_${crypto.randomUUID()}`, body, attempts: 0, nextAttempt: now() }
    },
    async deliver() {
      for (const notice of await store.due(now())) await attempt(notice)
    },
  }
}
