import { useState } from 'react'
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
  const [renewed, setRenewed] = useState(false)
  // The one in the window may have been used up by a first try. And the button keeps the focus that is on it.
  const mayRenew = page === undefined || opened || renewed
  const renew = () => {
    setRenewed(true)
    onRenew()
  }
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
          onClick={asking ? undefined : renew}
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
