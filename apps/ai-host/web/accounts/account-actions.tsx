import { useEffect, useRef, useState } from 'react'
import { useFocusReturn } from '../operations/use-focus-return.ts'
import type { Account } from '../wire/account.ts'
import { canDisconnect, connectWords } from './account-words.ts'

interface AccountActionsProps {
  account: Account
  busy: boolean
  onConnect: () => void
  onDisconnect: () => Promise<void>
}

/** Connect, and disconnect after one question. */
export function AccountActions({ account, busy, onConnect, onDisconnect }: AccountActionsProps) {
  const [asks, setAsks] = useState(false)
  const actions = useFocusReturn<HTMLDivElement>()
  const primary = account.state !== 'linked'
  if (asks && canDisconnect(account)) {
    return <Question {...{ account, busy, onDisconnect }} onEnd={() => setAsks(false)} />
  }
  return (
    <div className="actions" ref={actions}>
      <button
        type="button"
        className={primary ? 'button primary' : 'button'}
        aria-disabled={busy}
        onClick={busy ? undefined : onConnect}
      >
        {connectWords(account)}
      </button>
      {canDisconnect(account) && (
        <button type="button" className="button" onClick={() => setAsks(true)}>
          Disconnect
        </button>
      )}
    </div>
  )
}

interface QuestionProps extends Pick<AccountActionsProps, 'account' | 'busy' | 'onDisconnect'> {
  onEnd: () => void
}

function Question({ account: { providerName, account }, busy, onDisconnect, onEnd }: QuestionProps) {
  const actions = useFocusReturn<HTMLFieldSetElement>()
  const keep = useRef<HTMLButtonElement>(null)
  // The question took the place of the button that had the focus.
  useEffect(() => keep.current?.focus(), [])
  return (
    <fieldset className="question" ref={actions}>
      <legend>
        Disconnect {providerName}
        {account && ` (${account.name})`}?
      </legend>
      <p>
        The agent cannot use it from then on, and {providerName} is told to end it. What waits or is planned
        will ask you to connect it again.
      </p>
      <div className="actions">
        <button
          type="button"
          className="button primary"
          aria-disabled={busy}
          onClick={busy ? undefined : () => void onDisconnect().then(onEnd)}
        >
          {busy ? 'Disconnecting…' : 'Yes, disconnect'}
        </button>
        <button type="button" className="button" ref={keep} onClick={onEnd}>
          Keep it
        </button>
      </div>
    </fieldset>
  )
}
