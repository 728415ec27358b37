import { useEffect, useRef, useState } from 'react'
import { useFocusReturn } from '../operations/use-focus-return.ts'
import type { Account } from '../wire/account.ts'
import type { CatalogueAccount } from '../wire/catalogue.ts'
import { canDisconnect, connectWords } from './account-words.ts'
import { ScopeChoice } from './scope-choice.tsx'

interface AccountActionsProps {
  account: Account
  words: CatalogueAccount | undefined
  busy: boolean
  onConnect: (scopes: readonly string[]) => void
  onDisconnect: () => Promise<void>
}

/** Connect, once what it may do is chosen, and disconnect after one question. */
export function AccountActions({ account, words, busy, onConnect, onDisconnect }: AccountActionsProps) {
  const [asks, setAsks] = useState<'scopes' | 'disconnect'>()
  const actions = useFocusReturn<HTMLDivElement>()
  const primary = account.state !== 'linked'
  const back = () => setAsks(undefined)
  if (asks === 'disconnect' && canDisconnect(account)) {
    return <Question {...{ account, busy, onDisconnect }} onEnd={back} />
  }
  if (asks === 'scopes') return <ScopeChoice {...{ account, words, busy, onConnect }} onEnd={back} />
  return (
    <div className="actions" ref={actions}>
      <button
        type="button"
        className={primary ? 'button primary' : 'button'}
        onClick={() => setAsks('scopes')}
      >
        {connectWords(account)}
      </button>
      {canDisconnect(account) && (
        <button type="button" className="button" onClick={() => setAsks('disconnect')}>
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
