import type { ResourceFetch } from '../../auth/resource-fetch.ts'
import { AuditEvent, EventPage, TracePage, type Trace } from '../../wire/audit-trail.ts'
import { serverSentEvents } from './server-sent-events.ts'

export interface AuditTrailApi {
  /** The newest requests first. */
  traces(before?: number): Promise<{ traces: Trace[]; next: number | null }>
  /** Every record of a request that the person may see, and what the identity provider wrote about its tokens. */
  events(traceId: string): Promise<AuditEvent[]>
  /** Each new record, from `after` on, until the signal ends it. */
  stream(after: number, signal: AbortSignal): AsyncGenerator<AuditEvent>
  /** Id of the newest record: where the stream starts. */
  newest(): Promise<number>
}

/** Pages of one request: more is a request that no person wants to watch. */
const MOST_PAGES = 20

export function auditTrailApi(fetch: ResourceFetch): AuditTrailApi {
  const get = async (path: string): Promise<unknown> => (await fetch(path)).json()

  async function all(query: Record<string, string>): Promise<AuditEvent[]> {
    const found: AuditEvent[] = []
    let before: number | null = null
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const asked = new URLSearchParams({ ...query, ...(before === null ? {} : { before: String(before) }) })
      const { events, next } = EventPage.parse(await get(`/api/events?${asked}`))
      found.push(...events)
      if (next === null) break
      before = next
    }
    return found
  }

  return {
    async traces(before) {
      const query = before === undefined ? '' : `&before=${before}`
      return TracePage.parse(await get(`/api/traces?limit=30${query}`))
    },
    async events(traceId) {
      const events = await all({ trace: traceId })
      return [...events, ...(await issuedFor(events))]
    },
    async *stream(after, signal) {
      const response = await fetch(`/api/events/stream?after=${after}`, {
        headers: { accept: 'text/event-stream' },
        signal,
      })
      if (response.body === null) return
      for await (const { data } of serverSentEvents(response.body)) yield AuditEvent.parse(JSON.parse(data))
    },
    async newest() {
      return EventPage.parse(await get('/api/events?limit=1')).events[0]?.id ?? 0
    },
  }

  /**
   * MSAL opens a trace of its own for each token request, so what the identity provider wrote about these tokens is
   * joined by `uti`: looked for around the time of the request, and taken for this request's tokens only.
   */
  async function issuedFor(events: readonly AuditEvent[]): Promise<AuditEvent[]> {
    const tokens = new Set(
      events.flatMap(({ record: { token } }) => (token?.name === 'A' ? [] : (token?.uti ?? []))),
    )
    const times = events.map(({ record }) => Date.parse(record.time))
    if (tokens.size === 0) return []
    const from = new Date(Math.min(...times) - 1000).toISOString()
    const to = new Date(Math.max(...times) + 1000).toISOString()
    const issued = await all({ event: 'token_issued', from, to }).catch(() => [])
    return issued.filter(({ record: { token } }) => token?.uti !== undefined && tokens.has(token.uti))
  }
}
