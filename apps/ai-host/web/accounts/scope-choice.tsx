import { useEffect, useRef, useState } from 'react'
import { useFocusReturn } from '../operations/use-focus-return.ts'
import type { Account } from '../wire/account.ts'
import type { CatalogueAccount } from '../wire/catalogue.ts'
import { ticked } from './ticked.ts'

interface ScopeChoiceProps {
  account: Account
  words: CatalogueAccount | undefined
  busy: boolean
  onConnect: (scopes: readonly string[]) => void
  onEnd: () => void
}

/** What the server may do with the account, chosen before anything is asked for. */
export function ScopeChoice({ account, words, busy, onConnect, onEnd }: ScopeChoiceProps) {
  const { providerName, possibleScopes, requiredScopes } = account
  const [chosen, setChosen] = useState(() => ticked(account))
  const actions = useFocusReturn<HTMLFieldSetElement>()
  const first = useRef<HTMLInputElement>(null)
  // The boxes took the place of the button that had the focus.
  useEffect(() => first.current?.focus(), [])
  const optional = possibleScopes.filter((scope) => !requiredScopes.includes(scope))
  const toggle = (scope: string) =>
    setChosen((before) => possibleScopes.filter((one) => before.includes(one) !== (one === scope)))
  return (
    <fieldset className="question scope-choice" ref={actions}>
      <legend>What may it do at {providerName}?</legend>
      <p className="hint">Leave out what you do not need: when a step needs more, you are asked then.</p>
      {possibleScopes.map((scope) => {
        const description = words?.scopes.find(({ value }) => value === scope)?.description
        const always = requiredScopes.includes(scope)
        return (
          <label key={scope}>
            <input
              type="checkbox"
              ref={scope === optional[0] ? first : undefined}
              checked={chosen.includes(scope)}
              disabled={always}
              onChange={() => toggle(scope)}
            />
            <span>
              {description ?? scope}
              {always && ' (always)'} <code>{scope}</code>
            </span>
          </label>
        )
      })}
      <div className="actions">
        <button
          type="button"
          className="button primary"
          aria-disabled={busy}
          onClick={busy ? undefined : () => onConnect(chosen)}
        >
          {busy ? 'Asking for the page…' : 'Go on'}
        </button>
        <button type="button" className="button" onClick={onEnd}>
          Not now
        </button>
      </div>
    </fieldset>
  )
}
