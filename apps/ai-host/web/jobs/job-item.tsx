import { clockTime } from '../operations/clock-time.ts'
import { Running } from '../operations/running.tsx'
import type { Job } from '../wire/job.ts'
import { JobRefusal } from './job-refusal.tsx'
import { isOver, scheduleWords, scopeNames, stateWords } from './schedule-words.ts'

interface JobItemProps {
  job: Job
  onRun: () => void
  onCancel: () => void
  /** Opens what waits for the person. */
  onShowWaiting: () => void
}

export function JobItem({ job, onRun, onCancel, onShowWaiting }: JobItemProps) {
  const { id, instruction, schedule, state, nextRun, lastRun } = job
  const heading = `job-${id}`
  const scopes = scopeNames(job)
  const over = isOver(job)
  return (
    <li>
      <article className={`job ${state}`} aria-labelledby={heading} data-testid="job">
        <header>
          <h3 id={heading}>{instruction}</h3>
          <span className="tool-state">{stateWords(job)}</span>
        </header>
        {state === 'running' && <Running what={`Running: ${instruction}`} />}
        <dl className="facts">
          <dt>When</dt>
          <dd>{scheduleWords(schedule)}</dd>
          {nextRun !== undefined && !over && (
            <>
              <dt>Next</dt>
              <dd>
                <time dateTime={nextRun}>{clockTime(nextRun)}</time>
              </dd>
            </>
          )}
          {scopes.length > 0 && (
            <>
              <dt>May use</dt>
              <dd className="job-scopes">
                {scopes.map((scope) => (
                  <code key={scope}>{scope}</code>
                ))}
              </dd>
            </>
          )}
          {lastRun && (
            <>
              <dt>Last</dt>
              <dd>
                <time dateTime={lastRun.at}>{clockTime(lastRun.at)}</time>: {OUTCOMES[lastRun.outcome]}
              </dd>
            </>
          )}
        </dl>
        {lastRun?.text !== undefined && (
          <details className="tool-details">
            <summary>Its last result</summary>
            {/* A long result scrolls, so the keyboard must reach it. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre tabIndex={0} aria-label="Result">
              {lastRun.text}
            </pre>
          </details>
        )}
        {/* What waits is no failure: the waiting list says what is asked. */}
        {lastRun?.refusal && state !== 'needs_user' && (
          <JobRefusal refusal={lastRun.refusal} tried={instruction} at={lastRun.at} />
        )}
        {!over && (
          <div className="actions">
            {state === 'needs_user' ? (
              <button type="button" className="button primary" onClick={onShowWaiting}>
                See what it waits for
              </button>
            ) : (
              <button type="button" className="button" disabled={state === 'running'} onClick={onRun}>
                Run now
              </button>
            )}
            <button type="button" className="button" onClick={onCancel}>
              Cancel the job
            </button>
          </div>
        )}
      </article>
    </li>
  )
}

const OUTCOMES: Record<NonNullable<Job['lastRun']>['outcome'], string> = {
  done: 'done',
  needs_user: 'it needed you',
  failed: 'it failed',
}
