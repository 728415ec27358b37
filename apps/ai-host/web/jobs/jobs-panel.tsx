import { useEffect, useEffectEvent } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { BlockedCard } from '../failure/blocked-card.tsx'
import { JobForm } from './job-form.tsx'
import { JobItem } from './job-item.tsx'
import { useJobs } from './use-jobs.ts'

interface JobsPanelProps {
  fetch: ResourceFetch
  /** Absent while it is not known. */
  delegation: Record<string, string[]> | undefined
  /** Shows what waits for the person, and there the run of a job. */
  onShowWaiting: (operationId?: string) => void
  /** Something began, or ended: there may be more that waits. */
  onChange: () => void
}

/** What the agent does for the person while they are away. */
export function JobsPanel({ fetch, delegation, onShowWaiting, onChange }: JobsPanelProps) {
  const { jobs, failure, load, create, run, cancel } = useJobs(fetch, delegation)
  const parked = jobs?.filter(({ state }) => state === 'needs_user').length ?? 0
  const onParked = useEffectEvent(onChange)
  useEffect(() => {
    if (parked > 0) onParked()
  }, [parked])
  const changed = (sent: Promise<boolean>) => void sent.then(onChange)
  return (
    <div className="jobs" data-testid="jobs">
      <p className="hint">
        A job runs as you, while you are away. If a step needs you, it waits under “Waiting for you”, and goes
        on once you have confirmed.
      </p>
      {failure?.blocked && <BlockedCard failure={failure} onRetry={load} />}
      {failure && !failure.blocked && (
        <p className="trouble" role="alert">
          <strong>{failure.title}.</strong> {failure.what} {failure.how}{' '}
          <button type="button" className="button small" onClick={load}>
            Load again
          </button>
        </p>
      )}
      {jobs?.length === 0 && <p>You have no jobs.</p>}
      {jobs === undefined && !failure && <p className="hint">Loading…</p>}
      <ul>
        {jobs?.map((job) => (
          <JobItem
            key={job.id}
            job={job}
            onRun={() => changed(run(job))}
            onCancel={() => changed(cancel(job))}
            onShowWaiting={() => onShowWaiting(job.lastRun?.operationId)}
          />
        ))}
      </ul>
      <JobForm ready={delegation !== undefined} onCreate={create} />
    </div>
  )
}
