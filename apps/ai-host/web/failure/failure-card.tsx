import { Icon } from '../shell/icon.tsx'
import { BlockedCard } from './blocked-card.tsx'
import type { Action, Failure } from './failure.ts'
import { RetryCountdown } from './retry-countdown.tsx'

interface FailureCardProps {
  failure: Failure
  /** What the page was about to do. */
  tried?: string
  /** Does what `failure.action` names, in a click. Absent: the card only informs. */
  onAct?: () => void
  /** A sign-in window is open. */
  waiting?: boolean
  /** Retries by itself once `failure.retryAfter` has passed. */
  automatic?: boolean
}

const LABELS: Record<Exclude<Action, 'none'>, string> = {
  retry: 'Try again',
  sign_in: 'Sign in again',
  step_up: 'Confirm that it is you',
}

export function FailureCard({ failure, tried, onAct, waiting = false, automatic = false }: FailureCardProps) {
  const { title, what, who, how, action, retryAfter } = failure
  if (failure.blocked)
    return <BlockedCard failure={failure} {...(tried === undefined ? {} : { tried })} onRetry={onAct} />
  const stepUp = action === 'step_up'
  return (
    <section className={`card failure ${stepUp ? 'asks' : ''}`} data-testid={stepUp ? 'step-up' : 'failure'}>
      <Icon name={stepUp ? 'shield' : 'alert'} />
      <div>
        <div role="alert">
          <h2>{title}</h2>
          <p>{what}</p>
        </div>
        <dl className="facts">
          <dt>Who can fix it</dt>
          <dd>{who}</dd>
          <dt>How</dt>
          <dd>{how}</dd>
        </dl>
        {onAct && action !== 'none' && (
          <div className="actions">
            <button type="button" className="button primary" onClick={onAct}>
              {waiting ? 'Open the sign-in window again' : LABELS[action]}
            </button>
            {waiting && <span className="hint">Continue in the sign-in window…</span>}
            {automatic && retryAfter !== undefined && action === 'retry' && (
              <RetryCountdown seconds={retryAfter} onRetry={onAct} />
            )}
          </div>
        )}
      </div>
    </section>
  )
}
