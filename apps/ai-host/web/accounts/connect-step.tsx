import { useState } from 'react'
import { ConnectLink } from '../connect/connect-link.tsx'
import { connectPage } from '../connect/connect-page.ts'
import { PageAddress } from '../connect/page-address.tsx'
import { useExpired } from '../connect/use-expired.ts'
import { useFocusReturn } from '../operations/use-focus-return.ts'
import type { Account } from '../wire/account.ts'
import type { PendingLink } from './pending.ts'

interface ConnectStepProps {
  account: Account
  pending: PendingLink
  busy: boolean
  onConnect: (scopes: readonly string[]) => void
  onOpened: () => void
  onForget: () => void
  onLook: () => void
}

/** Where the page to connect an account is, and the link that opens it. */
export function ConnectStep({
  account,
  pending: { link, scopes, opened },
  busy,
  onConnect,
  onOpened,
  onForget,
  onLook,
}: ConnectStepProps) {
  const actions = useFocusReturn<HTMLDivElement>()
  const page = connectPage(link.url)
  const expired = useExpired(link.expiresAt)
  const [renewed, setRenewed] = useState(false)
  const renew = () => {
    setRenewed(true)
    onConnect(scopes)
  }
  const usable = page !== undefined && !expired
  return (
    <div className="connect-step" ref={actions}>
      {page === undefined && (
        <p className="trouble" role="alert">
          The address that came leads to no secure page, so it is not offered.
        </p>
      )}
      {usable && <PageAddress page={page} />}
      <div className="actions">
        {usable && (
          <ConnectLink
            page={page}
            label={opened ? 'Open the page again' : `Open the page to connect ${account.providerName}`}
            onOpened={onOpened}
          />
        )}
        {(opened || !usable || renewed) && (
          <button type="button" className="button" aria-disabled={busy} onClick={busy ? undefined : renew}>
            Get a new address
          </button>
        )}
        {opened && (
          <button type="button" className="button" onClick={onLook}>
            I have connected it
          </button>
        )}
        <button type="button" className="button" onClick={onForget}>
          Not now
        </button>
      </div>
      <output className="hint">{saidOf(opened, expired)}</output>
    </div>
  )
}

function saidOf(opened: boolean, expired: boolean): string {
  if (expired) return 'The address has expired. A new one can be had.'
  return opened ? 'Continue in the window that was opened. If you closed it, open it again.' : ''
}
