import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { ResourceFetch } from '../../auth/resource-fetch.ts'
import type { Failure } from '../../failure/failure.ts'
import { failureOf } from '../../failure/failure-of.ts'
import type { AuditEvent, Trace } from '../../wire/audit-trail.ts'
import { auditTrailApi } from './audit-trail-api.ts'
import { isWorthSeeing, recordsOf, withRecord } from './requests.ts'

export interface Inspection {
  traces: readonly Trace[]
  /** The request that is shown: the one that was chosen, else the newest. */
  shown: string | undefined
  events: readonly AuditEvent[]
  live: 'connecting' | 'live' | 'broken'
  failure: Failure | undefined
  loading: boolean
  more: (() => void) | undefined
  reconnect: () => void
}

/** Records kept of the live stream: some hundred requests. */
const KEPT = 2000
/** Milliseconds until the stream is opened anew, after it broke. */
const PAUSE = 3000

/** What audit-trail shows this person: their requests, the one they look at, and what happens now. */
export function useInspection(fetch: ResourceFetch, chosen: string | undefined): Inspection {
  const api = useMemo(() => auditTrailApi(fetch), [fetch])
  const [traces, setTraces] = useState<readonly Trace[]>([])
  const [next, setNext] = useState<number | null>(null)
  const [streamed, setStreamed] = useState<readonly AuditEvent[]>([])
  const [past, setPast] = useState<{ trace: string; events: readonly AuditEvent[] }>()
  const [live, setLive] = useState<Inspection['live']>('connecting')
  const [failure, setFailure] = useState<Failure>()
  const [attempt, setAttempt] = useState(0)
  const [loading, setLoading] = useState(true)

  const seen = traces.filter(isWorthSeeing)
  const shown = chosen ?? seen[0]?.trace_id

  const take = useEffectEvent((event: AuditEvent) => {
    setStreamed((before) => [...before, event].slice(-KEPT))
    setTraces((before) => withRecord(before, event))
  })
  const lastId = useEffectEvent(() => streamed.at(-1)?.id)

  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    let again: ReturnType<typeof setTimeout> | undefined
    const run = async () => {
      setLive('connecting')
      // The point to go on from is taken first: what happens meanwhile is in the list or in the stream, or in both.
      const after = lastId() ?? (await api.newest())
      if (lastId() === undefined) {
        const page = await api.traces()
        if (signal.aborted) return
        setTraces(page.traces)
        setNext(page.next)
      }
      setLoading(false)
      setFailure(undefined)
      setLive('live')
      for await (const event of api.stream(after, signal)) take(event)
      throw new TypeError('the stream has ended')
    }
    run().catch((error: unknown) => {
      if (signal.aborted) return
      setLoading(false)
      setLive('broken')
      const found = failureOf(error, 'The audit trail')
      setFailure(found)
      // A person who must act is not hurried; a network comes back.
      if (found.action === 'retry') again = setTimeout(() => setAttempt((n) => n + 1), PAUSE)
    })
    return () => {
      ending.abort()
      clearTimeout(again)
    }
    // `attempt`: once more, by a click or by the clock.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react/exhaustive-deps
  }, [api, attempt])

  useEffect(() => {
    if (shown === undefined) return
    let current = true
    api.events(shown).then(
      (events) => current && setPast({ trace: shown, events }),
      (error: unknown) => current && setFailure(failureOf(error, 'The audit trail')),
    )
    return () => void (current = false)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react/exhaustive-deps
  }, [api, shown, attempt])

  const events = useMemo(() => {
    if (shown === undefined) return []
    return [...(past?.trace === shown ? past.events : []), ...recordsOf(streamed, shown)]
  }, [shown, past, streamed])

  const more = async () => {
    if (next === null) return
    try {
      const page = await api.traces(next)
      setTraces((before) => [
        ...before,
        ...page.traces.filter(({ trace_id: id }) => !before.some((known) => known.trace_id === id)),
      ])
      setNext(page.next)
    } catch (error) {
      setFailure(failureOf(error, 'The audit trail'))
    }
  }

  return {
    traces: seen,
    shown,
    events,
    live,
    failure,
    loading,
    more: next === null ? undefined : () => void more(),
    reconnect: () => setAttempt((n) => n + 1),
  }
}
