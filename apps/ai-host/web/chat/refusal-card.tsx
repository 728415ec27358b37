import { decodeClaims } from '@chain-of-trust/auth-core/challenge'
import type { Failure } from '../failure/failure.ts'
import { remedyFor } from '../failure/remedy.ts'
import { Icon } from '../shell/icon.tsx'
import type { ToolRefusal } from '../wire/tool-output.ts'

interface RefusalCardProps {
  refusal: ToolRefusal
  /** For people. */
  by: string
  /** Opens the way out, in a click. Absent: the refusal is history. */
  onRecover: ((failure: Failure) => void) | undefined
}

const LABELS = { retry: 'Try again', sign_in: 'Sign in again', step_up: 'Confirm that it is you', none: '' }

/** A tool was refused: by whom, why, who can change that, and how. */
export function RefusalCard({ refusal, by, onRecover }: RefusalCardProps) {
  const { who, how, action } = remedyFor(refusal)
  const failure: Failure = {
    title: LABELS[action],
    what: refusal.reason,
    who,
    how,
    action,
    ...claimsOf(refusal),
  }
  // Without the claims a step-up would ask for nothing: the identity provider would just say yes.
  const offers = action === 'step_up' && failure.claims === undefined ? 'none' : action
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

function claimsOf({ claims }: ToolRefusal): { claims?: string } {
  if (claims === undefined) return {}
  try {
    return { claims: decodeClaims(claims) }
  } catch {
    return {}
  }
}
