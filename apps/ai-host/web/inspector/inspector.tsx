import { useEffect, useRef } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { FailureCard } from '../failure/failure-card.tsx'
import { Icon } from '../shell/icon.tsx'
import { goTo, type Route } from '../shell/route.ts'
import { useInspection } from './live/use-inspection.ts'
import { Explain } from './view/explain.tsx'
import { RequestView } from './view/request-view.tsx'
import { TraceList } from './view/trace-list.tsx'
import '../styles/inspector.css'
import '../styles/inspector-graph.css'

interface InspectorProps {
  /** Absent: this system has no audit-trail. */
  auditTrail: ResourceFetch | undefined
  /** The page's own application id. */
  hostId: string
  route: Route
}

/** Beside the conversation: what happens behind it. */
export default function Inspector({ auditTrail, hostId, route }: InspectorProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const explain = route.explain === true
  return (
    <section className="inspector" data-testid="inspector" aria-labelledby="inspector">
      <header className="inspector-header">
        <h2 id="inspector" ref={heading} tabIndex={-1}>
          Chain inspector
        </h2>
        <button
          type="button"
          className="button small"
          aria-pressed={explain}
          onClick={() => goTo(explain ? { page: 'chain' } : { page: 'chain', explain: true })}
        >
          Explain
        </button>
        <button
          type="button"
          className="button icon-button quiet"
          aria-label="Close the chain inspector"
          onClick={() => goTo({ page: 'chat' })}
        >
          <Icon name="close" />
        </button>
      </header>
      {explain ? (
        <Explain onLeave={() => goTo({ page: 'chain' })} />
      ) : auditTrail === undefined ? (
        <p className="notice">
          This system keeps its audit logs to itself: no audit trail is configured, so no request can be
          shown. “Explain” works without.
        </p>
      ) : (
        <Requests auditTrail={auditTrail} hostId={hostId} chosen={route.trace} />
      )}
    </section>
  )
}

interface RequestsProps {
  auditTrail: ResourceFetch
  hostId: string
  chosen: string | undefined
}

const LIVE = { connecting: 'Connecting…', live: 'Live', broken: 'Not live' } as const

function Requests({ auditTrail, hostId, chosen }: RequestsProps) {
  const inspection = useInspection(auditTrail, chosen)
  const { traces, shown, events, live, failure, loading, more, reconnect } = inspection
  return (
    <div className="inspection">
      <div className="inspection-side">
        <p className="live" data-state={live}>
          <span className="live-dot" aria-hidden="true" />
          <output>{LIVE[live]}</output>
          {chosen !== undefined && (
            <button type="button" className="button small" onClick={() => goTo({ page: 'chain' })}>
              Follow the newest
            </button>
          )}
        </p>
        <TraceList traces={traces} shown={shown} more={more} />
      </div>
      <div className="inspection-main">
        {failure && <FailureCard failure={failure} tried="Asking the audit trail" onAct={reconnect} />}
        {shown !== undefined && events.length > 0 ? (
          <RequestView key={shown} traceId={shown} events={events} hostId={hostId} />
        ) : (
          failure === undefined && (
            <p className="notice">
              {loading || (shown !== undefined && chosen === undefined)
                ? 'Loading…'
                : chosen === undefined
                  ? 'Nothing yet. Ask the agent something that needs a tool, and watch the chain here.'
                  : 'No record of this request is yours to see.'}
            </p>
          )
        )}
      </div>
    </div>
  )
}
