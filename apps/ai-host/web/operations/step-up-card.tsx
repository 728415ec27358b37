import { ArgumentList } from '../chat/argument-list.tsx'
import { BlockedCard, RETRY_BLOCKED } from '../failure/blocked-card.tsx'
import { Icon } from '../shell/icon.tsx'
import { needsWords } from './needs-words.ts'
import { Running } from './running.tsx'
import { StepUpActions } from './step-up-actions.tsx'
import type { WaitingCardProps } from './waiting-card.tsx'
import { WaitsUntil } from './waits-until.tsx'

/** A call waits for its person: what it is, who asks and why, what happens next, and the one button for it. */
export function StepUpCard({
  operation,
  attempt = { phase: 'idle' },
  askedBy,
  username,
  actions: { onResume, onCancel, onOverdue },
}: Omit<WaitingCardProps, 'opened' | 'account'>) {
  const { title, button, next } = needsWords(operation)
  const reason = operation.state === 'interrupted' ? 'It broke off while this ran.' : operation.needs?.reason
  const { phase, failure } = attempt
  const runs = phase === 'resuming' || operation.state === 'running'
  const confirming = phase === 'confirming'
  return (
    <div className="step-up" data-testid="step-up">
      <Icon name="shield" />
      <div>
        <h4>{title}</h4>
        {reason !== undefined && <p>{reason}</p>}
        <p className="step-up-call">{operation.title}</p>
        {operation.arguments && Object.keys(operation.arguments).length > 0 && (
          <ArgumentList input={operation.arguments} />
        )}
        <dl className="facts">
          <dt>Asked by</dt>
          <dd>{askedBy}</dd>
          <dt>Who</dt>
          <dd>You, as {username}</dd>
          <dt>Next</dt>
          <dd>{next}</dd>
          <WaitsUntil expiresAt={operation.expiresAt} onOverdue={onOverdue} />
        </dl>
        {failure?.blocked && <BlockedCard failure={failure} tried={operation.title} />}
        {failure && !failure.blocked && (
          <p className="trouble" role="alert">
            <strong>{failure.title}.</strong> {failure.what} {failure.how}
          </p>
        )}
        {runs ? (
          <Running what={`Running: ${operation.title}`} />
        ) : (
          <StepUpActions
            button={confirming ? 'Open the sign-in window again' : failure?.blocked ? RETRY_BLOCKED : button}
            onResume={() => onResume(operation)}
            onCancel={() => onCancel(operation)}
          />
        )}
        <output className="hint">{saidOf(runs, confirming)}</output>
      </div>
    </div>
  )
}

function saidOf(runs: boolean, confirming: boolean): string {
  if (runs) return 'You are confirmed. It goes on.'
  return confirming ? IN_THE_WINDOW : ''
}

// A window that is closed tells this page nothing.
const IN_THE_WINDOW =
  'Continue in the sign-in window. If you closed it, open it again; if it said that you are blocked, only an administrator can help.'
