import { readChallenge } from '../auth/challenge.ts'
import { BlockedCard } from '../failure/blocked-card.tsx'
import { failureOfKind, isBlocked } from '../failure/failure-of-kind.ts'
import type { Failure } from '../failure/failure.ts'
import { remedyFor } from '../failure/remedy.ts'
import { Icon } from '../shell/icon.tsx'
import type { ToolRefusal } from '../wire/tool-output.ts'

interface RefusalCardProps {
  refusal: ToolRefusal
  /** For people. */
  by: string
  /** What was refused, for people. */
  tried: string
  /** When, and under which id our own records have it. */
  record: { at?: string | undefined; traceId?: string | undefined }
  /** Opens the way out, in a click. Absent: the refusal is history. */
  onRecover: ((failure: Failure) => void) | undefined
}

const LABELS = { retry: 'Try again', sign_in: 'Sign in again', step_up: 'Confirm that it is you', none: '' }

/** A tool was refused: by whom, why, who can change that, and how. */
export function RefusalCard({ refusal, by, tried, record, onRecover }: RefusalCardProps) {
  const { who, how, action } = remedyFor(refusal)
  const challenge = readChallenge(refusal)
  const failure: Failure = {
    title: LABELS[action],
    what: refusal.reason,
    who,
    how,
    action,
    ...(challenge === undefined ? {} : { challenge }),
  }
  if (refusal.kind !== undefined && isBlocked(refusal.kind)) {
    return (
      <BlockedCard
        failure={failureOfKind(refusal.kind, refusal.correlationId)}
        by={by}
        tried={tried}
        {...record}
        onRetry={onRecover && (() => onRecover({ ...failure, action: 'retry' }))}
      />
    )
  }
  // Without the claims a step-up would ask for nothing: the identity provider would just say yes.
  const offers = action === 'step_up' && challenge === undefined ? 'none' : action
  return (
    <div className="refusal" data-testid="refusal">
      <Icon name="refused" />
      <div>
        <p>{refusal.reason}</p>
        <dl className="facts">
          <dt>Refused by</dt>
          <dd>{by}</dd>
          <dt>Who can fix it</dt>
          <dd>{who}</dd>
          <dt>How</dt>
          <dd>{how}</dd>
          {refusal.correlationId !== undefined && (
            <>
              <dt>For support</dt>
              <dd>
                <code>{refusal.correlationId}</code>
              </dd>
            </>
          )}
        </dl>
        {onRecover && offers !== 'none' && (
          <button type="button" className="button" onClick={() => onRecover(failure)}>
            {LABELS[offers]}
          </button>
        )}
      </div>
    </div>
  )
}
