import { useFocusReturn } from '../operations/use-focus-return.ts'
import { ConnectLink } from './connect-link.tsx'
import type { ConnectPage } from './connect-page.ts'

interface ConnectActionsProps {
  /** Absent: there is none that can be opened now. */
  page: ConnectPage | undefined
  label: string
  /** It was opened from this tab. */
  opened: boolean
  /** A new address is asked for. */
  asking: boolean
  onOpened: () => void
  onRenew: () => void
  onResume: () => void
  onDecline: () => void
}

export function ConnectActions({
  page,
  label,
  opened,
  asking,
  onOpened,
  onRenew,
  onResume,
  onDecline,
}: ConnectActionsProps) {
  const actions = useFocusReturn<HTMLDivElement>()
  // The one in the window may have been used up by a first try.
  const mayRenew = page === undefined || opened
  return (
    <div className="actions" ref={actions}>
      {page !== undefined && (
        <ConnectLink page={page} label={opened ? `${label} again` : label} onOpened={onOpened} />
      )}
      {mayRenew && (
        <button
          type="button"
          className={page === undefined ? 'button primary' : 'button'}
          aria-disabled={asking}
          onClick={asking ? undefined : onRenew}
        >
          {asking ? 'Asking for a new address…' : 'Get a new address'}
        </button>
      )}
      <button type="button" className="button" onClick={onResume}>
        I have connected it
      </button>
      <button type="button" className="button" onClick={onDecline}>
        Decline
      </button>
    </div>
  )
}
